"""The cloud metadata from which clients learn the endpoints of a cloud.

`az cloud register` reads api-version 2022-09-01 and expects one object; azure-ai-ml (through ARM_CLOUD_METADATA_URL)
reads 2019-05-01 and expects a list. Every endpoint is the simulator or a name that does not resolve, so nothing leaves
the machine.
"""

from typing import Any

from .messages import Request, Response

CLOUD_NAME = 'HubnetSimulator'
_NOWHERE = 'simulator.invalid'  # RFC 2606: guaranteed not to resolve


def cloud(base_url: str, authority_url: str) -> dict[str, Any]:
    return {
        'name': CLOUD_NAME,
        'portal': f'https://portal.azure.{_NOWHERE}',
        'authentication': {
            'loginEndpoint': authority_url,
            'audiences': [base_url],
            'tenant': 'adfs',
            'identityProvider': 'ADFS',
        },
        'resourceManager': base_url,
        'graph': f'https://graph.{_NOWHERE}',
        'graphAudience': f'https://graph.{_NOWHERE}',
        'microsoftGraphResourceId': f'https://graph.{_NOWHERE}',
        'gallery': f'https://gallery.{_NOWHERE}',
        'batch': f'https://batch.{_NOWHERE}',
        'media': f'https://media.{_NOWHERE}',
        'sqlManagement': f'https://sql.{_NOWHERE}',
        'vmImageAliasDoc': f'https://images.{_NOWHERE}',
        'suffixes': {
            'storage': f'core.{_NOWHERE}',
            'keyVaultDns': f'vault.{_NOWHERE}',
            'acrLoginServer': f'acr.{_NOWHERE}',
            'sqlServerHostname': f'database.{_NOWHERE}',
        },
    }


def endpoints(request: Request, base_url: str, authority_url: str) -> Response:
    one = cloud(base_url, authority_url)
    return Response(body=one if (request.api_version or '') >= '2022' else [one])


def ml_client_cloud(base_url: str, authority_url: str) -> dict[str, str]:
    """The `cloud_metadata` of azure-ai-ml's MLClient."""
    return {
        'azure_portal': f'https://portal.azure.{_NOWHERE}',
        'resource_manager': base_url,
        'active_directory': authority_url,
        'aml_resource_id': f'https://ml.azure.{_NOWHERE}',
        'storage_endpoint': f'core.{_NOWHERE}',
        'registry_discovery_endpoint': f'https://registry.{_NOWHERE}/',
    }
