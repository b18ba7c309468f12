using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Tests.Images.Distribution;

public sealed class RegistryTransportTests
{
    [Theory]
    [InlineData("registry.site", false, false, "https://registry.site/")]
    [InlineData("host:5000", true, false, "http://host:5000/")]
    [InlineData("127.0.0.1:5000", false, false, "http://127.0.0.1:5000/")]
    [InlineData("127.0.0.1:5000", false, true, "https://127.0.0.1:5000/")]
    [InlineData("docker.io", false, false, "https://registry-1.docker.io/")]
    public void Of_Registry_IsSpokenToAsItWasSaid(string registry, bool isInsecure, bool isHttps, string address)
    {
        var options = RegistryOptions.Of(registry, new RegistryTransport { Insecure = isInsecure, Https = isHttps, Authorities = "pem" });
        options.Validate();
        Assert.Equal((address, registry, isInsecure, "pem"), (options.Address.ToString(), options.Name, options.Insecure, options.CertificateAuthorities));
        if (!isInsecure && !isHttps) Assert.Equal(address, RegistryOptions.Of(registry).Address.ToString());
    }
}
