"""Documents that checks of several families rest on, each with its date."""

from typing import Final

from ...facts import service_tags, shared_suffixes

HUB_ARTICLE: Final = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2024-05-21 to 2026-02-02'
FIREWALL_FAQ: Final = 'MicrosoftDocs/azure-docs firewall-faq.yml, 2022-09-12'
SERVICE_TAG_ENTITY: Final = 'azure-ai-ml 1.35.2, ServiceTagDestination'
ON_PREMISES_ARTICLE: Final = 'MicrosoftDocs/azure-ai-docs access-on-premises-resources.md, 2025-10-01'
EXFILTRATION_ARTICLE: Final = 'MicrosoftDocs/azure-ai-docs how-to-prevent-data-loss-exfiltration.md, 2025-02-05'
SERVICE_TAGS: Final = service_tags.SOURCE
SHARED_SUFFIXES: Final = shared_suffixes.SOURCE
