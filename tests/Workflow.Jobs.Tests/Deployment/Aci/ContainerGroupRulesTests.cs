using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupRulesTests
{
    private const string Identity = $"/subscriptions/{ArmStandIn.Subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller";

    private static ContainerGroupSpec Spec => TestGroups.Spec;

    [Fact]
    public void Problems_ValidSpecification_AreNone() => Assert.Empty(ContainerGroupRules.Problems(Spec));

    [Theory]
    [InlineData("a")]
    [InlineData("a-b-c")]
    [InlineData("7")]
    [InlineData("hydraulic-cooling-prod")]
    public void Problems_GoodName_AreNone(string name) => Assert.Empty(Problems(spec => spec with { Address = spec.Address with { Name = name } }));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("a\n")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public void Problems_BadName_NameTheRule(string name) =>
        Assert.StartsWith($"name '{name}': lower-case letters", Single(spec => spec with { Address = spec.Address with { Name = name } }), StringComparison.Ordinal);

    [Theory]
    [InlineData("label", true)]
    [InlineData("a-b-c1", true)]
    [InlineData("abcd", false)]
    [InlineData("1abcd", false)]
    [InlineData("abcd-", false)]
    [InlineData("Abcde", false)]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123", false)]
    public void Problems_Label_FollowItsRule(string label, bool isGood) => Assert.Equal(isGood, Problems(spec => spec with { DnsNameLabel = label }).Count == 0);

    [Theory]
    [InlineData("0.1", "0.1", true)]
    [InlineData("0.25", "0.5", true)]
    [InlineData("31", "240", true)]
    [InlineData("0.05", "1", false)]
    [InlineData("31.5", "1", false)]
    [InlineData("1", "0.05", false)]
    [InlineData("1", "240.1", false)]
    [InlineData("1", "1.25", false)]
    public void Problems_Size_FollowItsBounds(string cpu, string memory, bool isGood) => Assert.Equal(
        isGood,
        Problems(spec => spec with { Cpu = Number(cpu), MemoryInGB = Number(memory) }).Count == 0);

    [Theory]
    [InlineData("registry.io/team/model@sha256:", true)]
    [InlineData("localhost:5000/model@sha256:", true)]
    [InlineData("team.azurecr.io/model:7@sha256:", false)]
    [InlineData("model@sha256:", false)]
    [InlineData("team.azurecr.io/Model@sha256:", false)]
    [InlineData("https://team.azurecr.io/model@sha256:", false)]
    public void Problems_Image_NeedRegistryAndDigest(string start, bool isGood) =>
        Assert.Equal(isGood, Problems(spec => spec with { Image = start + new string('a', 64), Registry = null }).Count == 0);

    [Theory]
    [InlineData("team.azurecr.io/model:7")]
    [InlineData("team.azurecr.io/model@sha256:abc")]
    public void Problems_ImageWithoutDigest_SayWhy(string image) =>
        Assert.EndsWith("tags are not taken, what they mean can change", Single(spec => spec with { Image = image }), StringComparison.Ordinal);

    [Theory]
    [InlineData("West Europe")]
    [InlineData("westEurope")]
    [InlineData("")]
    public void Problems_Region_NeedItsShortName(string region) => Assert.Contains("such as westeurope", Single(spec => spec with { Region = region }), StringComparison.Ordinal);

    [Fact]
    public void Problems_Network_NeedWhatBelongsTogether()
    {
        Assert.Empty(Problems(spec => spec with { AddressKind = AddressKind.Private, DnsNameLabel = null, Subnet = "/subscriptions/x/subnets/y" }));
        Assert.Equal(2, Problems(spec => spec with { AddressKind = AddressKind.Private }).Count);
        Assert.Contains("public address is in no subnet", Single(spec => spec with { Subnet = "/s" }), StringComparison.Ordinal);
        Assert.Contains("1 to 5", Single(spec => spec with { Ports = [] }), StringComparison.Ordinal);
        Assert.Contains("port 70000", Single(spec => spec with { Ports = [70000] }), StringComparison.Ordinal);
        Assert.Contains("once", Single(spec => spec with { Ports = [9090, 9090] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_Access_NeedTheImagesRegistryAndAnIdentityOfTheGroup()
    {
        Assert.Empty(Problems(spec => spec with { Identity = Identity, Registry = new RegistryAccess.ManagedIdentity("team.azurecr.io", Identity) }));
        Assert.Contains("the group must have this identity too", Single(spec => spec with { Registry = new RegistryAccess.ManagedIdentity("team.azurecr.io", Identity) }), StringComparison.Ordinal);
        Assert.Contains("az identity show", Single(spec => spec with { Identity = "puller" }), StringComparison.Ordinal);
        Assert.Contains("the image is in team.azurecr.io", Single(spec => spec with { Registry = new RegistryAccess.Password("other.io", "u", new SecretText("p")) }), StringComparison.Ordinal);
        Assert.Contains("the password is empty", Single(spec => spec with { Registry = new RegistryAccess.Password("team.azurecr.io", "u", new SecretText(string.Empty)) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_Variables_HaveNamesOfTheirOwn()
    {
        Assert.Contains("'1A'", Single(spec => spec with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["1A"] = "x" } }), StringComparison.Ordinal);
        Assert.Contains("plain and secure at once", Single(spec => spec with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["API_KEY"] = "x" } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_Probe_HasAPathAPortAndTimes()
    {
        Assert.Empty(Problems(spec => spec with { Liveness = null, Readiness = null }));
        Assert.Equal(3, Problems(spec => spec with { Readiness = new HttpProbe("health", 0) { PeriodSeconds = 0 } }).Count);
    }

    [Fact]
    public void Require_SeveralProblems_TellsAll()
    {
        ContainerGroupSpec bad = Spec with { Region = "West Europe", Cpu = 0, Version = string.Empty, Address = Spec.Address with { Subscription = "mine", ResourceGroup = "rg." } };
        var refused = Assert.Throws<AciException>(() => ContainerGroupRules.Require(bad));
        Assert.Null(refused.Reason);
        Assert.Equal(6, refused.Message.Split('\n').Length);
        string[] named = ["subscription 'mine'", "resource group 'rg.'", "region 'West Europe'", "cpu 0", "tag workflow.version"];
        Assert.All(named, name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Problems(Func<ContainerGroupSpec, ContainerGroupSpec> change) => ContainerGroupRules.Problems(change(Spec));

    private static string Single(Func<ContainerGroupSpec, ContainerGroupSpec> change) => Assert.Single(Problems(change));
}
