using System.Globalization;
using Workflow.Jobs.Deployment.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

public sealed class WorkloadRulesTests
{
    [Fact]
    public void Problems_GoodSpecifications_HaveNone()
    {
        Assert.Empty(WorkloadRules.Problems(TestWorkload.Small));
        Assert.Empty(WorkloadRules.Problems(TestWorkload.Large));
    }

    [Theory]
    [InlineData("Models")]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("--all-namespaces")]
    [InlineData("a\n")]
    public void Problems_NamesThatAreNone_AreNamed(string name)
    {
        Assert.Contains($"namespace '{name}'", Single(spec => spec with { Address = spec.Address with { Namespace = name } }), StringComparison.Ordinal);
        Assert.Contains($"name '{name}'", Single(spec => spec with { Address = spec.Address with { Name = name } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_LongNames_AreNamed()
    {
        Assert.Empty(Problems(spec => spec with { Address = new WorkloadAddress(new string('a', 63), new string('a', 63)) }));
        Assert.Equal(2, Problems(spec => spec with { Address = new WorkloadAddress(new string('a', 64), new string('a', 64)) }).Count);
    }

    // A namespace may, a Service may not.
    [Fact]
    public void Problems_NameBeginsWithADigit_IsNamed() =>
        Assert.Contains("a letter first", Single(spec => spec with { Address = new WorkloadAddress("7models", "7models") }), StringComparison.Ordinal);

    [Theory]
    [InlineData("team.azurecr.io/cooling:7")]
    [InlineData("team.azurecr.io/cooling")]
    [InlineData("cooling@sha256:aaaa")]
    [InlineData("")]
    public void Problems_ImageWithoutADigest_IsNamed(string image) =>
        Assert.Contains($"image '{image}'", Single(spec => spec with { Image = image }), StringComparison.Ordinal);

    [Theory]
    [InlineData("half")]
    [InlineData("-1")]
    [InlineData("1 Gi")]
    [InlineData("1e3")]
    [InlineData("")]
    [InlineData("99999999999999999999999999")]
    public void Problems_AmountThatIsNone_IsNamed(string text)
    {
        Assert.Contains($"cpu request '{text}'", Single(spec => spec with { Resources = new WorkloadResources { CpuRequest = text } }), StringComparison.Ordinal);
        Assert.Contains($"memory limit '{text}'", Single(spec => spec with { Resources = new WorkloadResources { MemoryLimit = text } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_RequestAboveItsLimit_IsNamed()
    {
        Assert.Equal(
            "memory request '1G': it is more than the limit, 512Mi",
            Single(spec => spec with { Resources = new WorkloadResources { MemoryRequest = "1G" } }));
        Assert.Empty(Problems(spec => spec with { Resources = new WorkloadResources { CpuRequest = "8", CpuLimit = null } }));
    }

    // Somebody who writes 512m means 512Mi, and asks for half a byte.
    [Fact]
    public void Problems_MemoryInThousandths_IsNamed() =>
        Assert.Contains("too little", Single(spec => spec with { Resources = new WorkloadResources { MemoryRequest = "256m" } }), StringComparison.Ordinal);

    [Theory]
    [InlineData("250m", "0.25")]
    [InlineData("1.5", "1.5")]
    [InlineData("2Ki", "2048")]
    [InlineData("3k", "3000")]
    [InlineData("1Gi", "1073741824")]
    public void Quantity_Amount_IsRead(string text, string expected) =>
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Quantity.TryParse(text));

    [Fact]
    public void Problems_Ports_AreTheScorersAndHoldHttp()
    {
        Assert.Contains("9090 is needed", Single(spec => spec with { Ports = [9091] }), StringComparison.Ordinal);
        Assert.Contains("port 80", Single(spec => spec with { Ports = [9090, 80] }), StringComparison.Ordinal);
        Assert.Contains("named once", Single(spec => spec with { Ports = [9090, 9090] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_Replicas_AreFromOne()
    {
        Assert.Contains("is stopped", Single(spec => spec with { Replicas = 0 }), StringComparison.Ordinal);
        Assert.Equal(3, Problems(spec => spec with { Scaling = new WorkloadScaling(0, -1, 0) }).Count);
    }

    [Fact]
    public void Problems_Variables_HaveNamesAndValues()
    {
        Assert.Contains("'1A'", Single(spec => spec with { Environment = Variable("1A", "x") }), StringComparison.Ordinal);
        Assert.Contains("NUL", Single(spec => spec with { Environment = Variable("A", "x\0") }), StringComparison.Ordinal);
        Assert.Contains("half a character", Single(spec => spec with { Environment = Variable("A", "\ud800") }), StringComparison.Ordinal);
        Assert.Contains(
            "plain and secret at once",
            Single(spec => spec with
            {
                Environment = Variable("A", "x"),
                SecretEnvironment = new Dictionary<string, SecretReference>(StringComparer.Ordinal) { ["A"] = new("s", "k") },
            }),
            StringComparison.Ordinal);
        Assert.Equal(
            2,
            Problems(spec => spec with { SecretEnvironment = new Dictionary<string, SecretReference>(StringComparer.Ordinal) { ["A"] = new("S_", "a/b") } }).Count);
    }

    // What a person put there may be a secret by mistake.
    [Fact]
    public void Problems_ValueOfAVariable_IsNotTold() =>
        Assert.DoesNotContain("hunter2", Single(spec => spec with { Environment = Variable("A", "hunter2\0") }), StringComparison.Ordinal);

    [Fact]
    public void Problems_Ingress_HasAHostAndACertificate() =>
        Assert.Equal(3, Problems(spec => spec with { Ingress = new WorkloadIngress("localhost", "TLS", "Nginx") }).Count);

    [Fact]
    public void Require_SeveralProblems_TellsAll()
    {
        WorkloadSpec bad = TestWorkload.Small with { Replicas = 0, Version = string.Empty, PullSecret = "A B", ProgressDeadline = TimeSpan.Zero, Owner = new WorkloadOwner("a b", "") };
        var refused = Assert.Throws<KubernetesException>(() => WorkloadRules.Require(bad));
        Assert.Null(refused.Reason);
        string[] named = ["home 'a b'", "endpoint ''", "replicas 0", "version", "pull secret 'A B'", "progress deadline"];
        Assert.Equal(named.Length + 1, refused.Message.Split('\n').Length);
        Assert.All(named, name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Variable(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private static IReadOnlyList<string> Problems(Func<WorkloadSpec, WorkloadSpec> change) => WorkloadRules.Problems(change(TestWorkload.Small));

    private static string Single(Func<WorkloadSpec, WorkloadSpec> change) => Assert.Single(Problems(change));
}
