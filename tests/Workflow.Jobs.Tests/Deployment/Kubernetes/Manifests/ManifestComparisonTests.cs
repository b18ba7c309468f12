using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes.Manifests;

public sealed class ManifestComparisonTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"added":2}""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1}""", """{}""", false)]
    [InlineData("""{"a":true}""", """{"a":true}""", true)]
    [InlineData("""{"a":true}""", """{"a":false}""", false)]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":1,"c":2}]}""", true)]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":1},{"b":2}]}""", false)]
    [InlineData("""{"egress":[]}""", """{}""", true)]
    [InlineData("""{"egress":[]}""", """{"egress":[{}]}""", false)]
    [InlineData("""{"limits":{"memory":"1536Mi"}}""", """{"limits":{"memory":"1.5Gi"}}""", true)]
    [InlineData("""{"limits":{"memory":"1Gi"}}""", """{"limits":{"memory":"2Gi"}}""", false)]
    [InlineData("""{"limits":{"memory":"1Gi"}}""", """{"limits":{"memory":"1Gi","cpu":"1"}}""", false)]
    [InlineData("""{"spec":{"containers":[]}}""", """{"spec":{"imagePullSecrets":[{"name":"x"}]}}""", false)]
    public void IsSo_ManifestAndObject_IsAsExpected(string manifest, string there, bool isSo)
    {
        using JsonDocument document = JsonDocument.Parse(there);
        Assert.Equal(isSo, ManifestComparison.IsSo((JsonObject)JsonNode.Parse(manifest)!, document.RootElement));
    }

    // What is applied and asked for again is so.
    [Fact]
    public void IsSo_EveryManifestOfAWorkload_IsAsItself() => Assert.All(
        WorkloadManifests.Create(TestWorkload.Large, 2),
        document => Assert.True(ManifestComparison.IsSo(document, JsonSerializer.SerializeToElement(document))));
}
