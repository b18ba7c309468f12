using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Testing.Files;
using YamlDotNet.RepresentationModel;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes.Manifests;

public sealed class WorkloadManifestsTests
{
    private static readonly string[] LargeKinds = ["NetworkPolicy", "Service", "PodDisruptionBudget", "Deployment", "HorizontalPodAutoscaler", "Ingress"];

    // Who changes what is written changes these files too, and sees every cluster's difference.
    [Theory]
    [InlineData("small.yaml")]
    [InlineData("large.yaml")]
    public void Write_Specification_IsTheGoldenFile(string file)
    {
        WorkloadSpec spec = file == "small.yaml" ? TestWorkload.Small : TestWorkload.Large;
        string path = Repository.Path("tests", "Workflow.Jobs.Tests", "Deployment", "Kubernetes", "Manifests", file);
        Assert.Equal(File.ReadAllText(path), WorkloadManifests.Write(spec));
    }

    [Fact]
    public void Write_OneReplica_HasNoBudgetAndNoSpread()
    {
        string text = WorkloadManifests.Write(TestWorkload.Small);
        Assert.Equal(["NetworkPolicy", "Service", "Deployment"], Kinds(text));
        Assert.DoesNotContain("topologySpreadConstraints", text, StringComparison.Ordinal);
        Assert.Contains("\n  replicas: 1\n", text, StringComparison.Ordinal);
    }

    // What the cluster chooses stands nowhere: whoever applies it again would set it back.
    [Fact]
    public void Write_Scaled_SaysNoReplicas()
    {
        string text = WorkloadManifests.Write(TestWorkload.Large);
        Assert.Equal(LargeKinds, Kinds(text));
        Assert.DoesNotContain("  replicas:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OrderOfTheSpecification_ChangesNothing() => Assert.Equal(
        WorkloadManifests.Write(TestWorkload.Large),
        WorkloadManifests.Write(TestWorkload.Large with
        {
            Ports = [.. TestWorkload.Large.Ports.Reverse()],
            Environment = TestWorkload.Large.Environment.Reverse().ToDictionary(StringComparer.Ordinal),
        }));

    [Fact]
    public void Write_PortThatIsTold_IsTheSpecificationsOwn() => Assert.Contains(
        "        - name: SCORER_GRPC_PORT\n          value: \"9999\"\n",
        WorkloadManifests.Write(TestWorkload.Large with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SCORER_GRPC_PORT"] = "9999" } }),
        StringComparison.Ordinal);

    [Fact]
    public void Write_InvalidSpecification_IsRefused() =>
        Assert.Throws<KubernetesException>(() => WorkloadManifests.Write(TestWorkload.Small with { Image = "scorer:latest" }));

    private static IEnumerable<string> Kinds(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => ((YamlScalarNode)document.RootNode["kind"]).Value!);
    }
}
