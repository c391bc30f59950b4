"""Documents that checks of several families rest on."""

HUB_ARTICLE = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2024-05-21 to 2026-02-02'
FIREWALL_FAQ = 'MicrosoftDocs/azure-docs firewall-faq.yml, 2022-09-12'
SERVICE_TAG_ENTITY = 'azure-ai-ml 1.35.2, ServiceTagDestination'
ON_PREMISES_ARTICLE = 'MicrosoftDocs/azure-ai-docs access-on-premises-resources.md, 2025-10-01'
EXFILTRATION_ARTICLE = 'MicrosoftDocs/azure-ai-docs how-to-prevent-data-loss-exfiltration.md, 2025-02-05'
