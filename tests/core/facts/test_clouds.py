from azext_hubnet.core.facts.clouds import CHINA, PUBLIC, US_GOVERNMENT, of_cloud


def test_every_cloud_has_its_own():
    assert of_cloud('AzureCloud') is PUBLIC
    assert of_cloud('AzureUSGovernment') is US_GOVERNMENT
    assert of_cloud('AzureChinaCloud') is CHINA


def test_a_cloud_that_somebody_has_registered_is_read_like_the_public_one():
    assert of_cloud('contoso') is PUBLIC


def test_no_cloud_has_what_the_public_one_lacks():
    assert set(US_GOVERNMENT) | set(CHINA) <= set(PUBLIC)
