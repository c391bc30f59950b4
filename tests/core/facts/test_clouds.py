from azext_hubnet.core.facts.clouds import CHINA, PUBLIC, US_GOVERNMENT, of_cloud


def test_each_cloud_has_its_own_suffixes():
    assert of_cloud('AzureCloud') is PUBLIC
    assert of_cloud('AzureUSGovernment') is US_GOVERNMENT
    assert of_cloud('AzureChinaCloud') is CHINA


def test_custom_cloud_has_the_suffixes_of_the_public_one():
    assert of_cloud('contoso') is PUBLIC


def test_public_cloud_has_every_key():
    assert set(US_GOVERNMENT) | set(CHINA) <= set(PUBLIC)
