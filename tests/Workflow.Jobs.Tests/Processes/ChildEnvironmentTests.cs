using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ChildEnvironmentTests
{
    [Theory]
    [InlineData("PATH", true)]
    [InlineData("HOME", true)]
    [InlineData("TMPDIR", true)]
    [InlineData("LANG", true)]
    [InlineData("DOTNET_ROOT", true)]
    [InlineData("DOTNET_CLI_HOME", true)]
    [InlineData("NUGET_PACKAGES", true)]
    [InlineData("NuGetPackageSourceCredentials_company", true)]
    [InlineData("HTTPS_PROXY", true)]
    [InlineData("https_proxy", true)]
    [InlineData("NO_PROXY", true)]
    [InlineData("SSL_CERT_FILE", true)]
    [InlineData("SSL_CERT_DIR", true)]
    [InlineData("WORKFLOW_DATABASE", false)]
    [InlineData("WORKFLOW_HOME", false)]
    [InlineData("AWS_SECRET_ACCESS_KEY", false)]
    [InlineData("GITHUB_TOKEN", false)]
    [InlineData("PGPASSWORD", false)]
    [InlineData("MSBuildSDKsPath", false)]
    [InlineData("Configuration", false)]
    [InlineData("MY_DOTNET_TOKEN", false)]
    public void IsForDotNet_Variable_IsSeenWhereTheSdkNeedsIt(string name, bool isSeen) => Assert.Equal(isSeen, ChildEnvironment.IsForDotNet(name));

    [Fact]
    public void WithPath_OurEnvironment_IsReducedToThePath() =>
        Assert.Equal([new("PATH", Environment.GetEnvironmentVariable("PATH")!)], ChildEnvironment.WithPath());
}
