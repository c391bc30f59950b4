"""Limits of the service on outbound rules."""

# FQDN rules open these and no others (managed network articles, "Limitations", 2024-05-21 to 2026-02-02).
FQDN_PORTS = (80, 443)
# Of an Application Gateway's aliases (MicrosoftDocs/azure-ai-docs access-on-premises-resources.md, 2025-10-01).
MIN_ALIAS_LABELS = 3
