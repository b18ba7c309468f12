using Workflow.Jobs.Deployment.Exports;
using Workflow.Jobs.Deployment.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class KubernetesExportTests
{
    [Fact]
    public void Write_Usual_IsSound() => TestExports.AssertSound(() => Write(new KubernetesExportOptions()), TestExports.Repository);

    [Fact]
    public void Write_Usual_IsTwoReplicasOfTheImage()
    {
        string text = Write(new KubernetesExportOptions()).Text("manifests.yaml");
        YamlNode[] documents = Read(text);
        Assert.Equal(["NetworkPolicy", "Service", "PodDisruptionBudget", "Deployment"], documents.Select(document => Text(document["kind"])));
        Assert.All(documents, document => Assert.Equal(("cooling", "default", "gitops"), (Text(document["metadata"]["name"]), Text(document["metadata"]["namespace"]), Text(document["metadata"]["labels"]["workflow.home"]))));
        YamlNode deployment = documents[3]["spec"];
        Assert.Equal("2", Text(deployment["replicas"]));
        Assert.Equal($"{TestExports.Repository}@{TestExports.Digest}", Text(deployment["template"]["spec"]["containers"][0]["image"]));
        Assert.Equal(text, KubernetesExport.Manifests(TestExports.Of(TestExports.Repository), new KubernetesExportOptions()));
    }

    [Fact]
    public void Write_Options_AreTaken()
    {
        var options = new KubernetesExportOptions
        {
            Name = "cooler",
            Namespace = "models",
            Replicas = 3,
            MostReplicas = 9,
            Host = "cooling.example.org",
            PullSecret = "registry",
            Processors = "2",
            Memory = "1Gi",
        };
        IReadOnlyList<ExportedFile> files = Write(options);
        YamlNode[] documents = Read(files.Text("manifests.yaml"));
        Assert.Equal(["NetworkPolicy", "Service", "PodDisruptionBudget", "Deployment", "HorizontalPodAutoscaler", "Ingress"], documents.Select(document => Text(document["kind"])));
        Assert.Equal(("3", "9"), (Text(documents[4]["spec"]["minReplicas"]), Text(documents[4]["spec"]["maxReplicas"])));
        Assert.Equal(("cooling.example.org", "cooler-tls"), (Text(documents[5]["spec"]["rules"][0]["host"]), Text(documents[5]["spec"]["tls"][0]["secretName"])));
        YamlNode pod = documents[3]["spec"]["template"]["spec"];
        Assert.Equal("registry", Text(pod["imagePullSecrets"][0]["name"]));
        YamlNode size = pod["containers"][0]["resources"];
        Assert.Equal(("2", "2", "1Gi", "1Gi"), (Text(size["requests"]["cpu"]), Text(size["limits"]["cpu"]), Text(size["requests"]["memory"]), Text(size["limits"]["memory"])));
        foreach (string words in (string[])["https://cooling.example.org", "kubectl -n models rollout status deployment/cooler"]) Assert.Contains(words, files.Text("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ApiKeys_AreNamedByTheirSecret()
    {
        YamlNode[] documents = Read(Write(new KubernetesExportOptions { ApiKeysSecret = "callers" }).Text("manifests.yaml"));
        Assert.DoesNotContain("Secret", documents.Select(document => Text(document["kind"])));
        YamlNode variable = ((YamlSequenceNode)documents[3]["spec"]["template"]["spec"]["containers"][0]["env"]).Single(variable => Text(variable["name"]) == "SCORER_API_KEYS");
        Assert.Equal(("callers", "api-keys"), (Text(variable["valueFrom"]["secretKeyRef"]["name"]), Text(variable["valueFrom"]["secretKeyRef"]["key"])));
        Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { ApiKeysSecret = "No Secret" }));
    }

    [Fact]
    public void Write_HostileOptions_AreRefused()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { Name = $"a{hostile}_" }));
            Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { Namespace = $"a{hostile}_" }));
            Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { Host = $"a.example{hostile}_" }));
            Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { PullSecret = $"a{hostile}_" }));
            Assert.Throws<KubernetesException>(() => Write(new KubernetesExportOptions { Memory = $"1Gi{hostile}_" }));
        }
    }

    private static IReadOnlyList<ExportedFile> Write(KubernetesExportOptions options) => KubernetesExport.Write(TestExports.Of($"{TestExports.Repository}:3"), options);

    private static YamlNode[] Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
