using Workflow.Jobs.Deployment.Exports;
using YamlDotNet.RepresentationModel;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class CloudRunExportTests
{
    [Fact]
    public void Write_Usual_IsSound() => TestExports.AssertSound(() => Write(new CloudRunOptions()), TestExports.ArtifactRegistry);

    [Fact]
    public void Write_Usual_IsAServiceWithProbes()
    {
        YamlNode service = Read(Write(new CloudRunOptions()));
        Assert.Equal(("serving.knative.dev/v1", "Service", "cooling", "my-project"), (Text(service, "apiVersion"), Text(service, "kind"), Text(service, "metadata", "name"), Text(service, "metadata", "namespace")));
        Assert.Equal("europe-west1", Text(service, "metadata", "labels", "cloud.googleapis.com/location"));
        YamlNode template = service["spec"]["template"];
        Assert.Equal(("0", "10"), (Text(template, "metadata", "annotations", "autoscaling.knative.dev/minScale"), Text(template, "metadata", "annotations", "autoscaling.knative.dev/maxScale")));
        YamlNode container = template["spec"]["containers"][0];
        Assert.Equal($"{TestExports.ArtifactRegistry}@{TestExports.Digest}", Text(container, "image"));
        Assert.Equal(("9090", "1", "512Mi"), (Text(container["ports"][0], "containerPort"), Text(container, "resources", "limits", "cpu"), Text(container, "resources", "limits", "memory")));
        Assert.Equal(("/health/ready", "/health/live"), (Text(container, "startupProbe", "httpGet", "path"), Text(container, "livenessProbe", "httpGet", "path")));
    }

    [Fact]
    public void Write_Options_AreTaken()
    {
        var options = new CloudRunOptions { Name = "cooler", Region = "us-central1", Project = "other-project", Processors = 4, Memory = "2Gi", LeastInstances = 1, MostInstances = 3 };
        YamlNode service = Read(CloudRunExport.Write(TestExports.Of("team/cooling"), options));
        Assert.Equal(("cooler", "other-project"), (Text(service, "metadata", "name"), Text(service, "metadata", "namespace")));
        Assert.Equal("workflow-scorer@other-project.iam.gserviceaccount.com", Text(service, "spec", "template", "spec", "serviceAccountName"));
        Assert.Equal("4", Text(service["spec"]["template"]["spec"]["containers"][0], "resources", "limits", "cpu"));
    }

    [Theory]
    [InlineData("registry.example.com/cooling", "Cloud Run takes images from Google's Artifact Registry and Docker Hub alone")]
    [InlineData("team/cooling", "region: the image's name tells none; name one by --region")]
    [InlineData("europe-docker.pkg.dev/my-project/a/b", "region: the image's name tells none")]
    [InlineData("team/cooling", "project: the image's name tells none; name one by --project")]
    public void Write_ImageThatDoesNotDo_IsRefusedWithWhatToDo(string image, string words) =>
        Assert.Contains(words, Assert.Throws<ExportException>(() => CloudRunExport.Write(TestExports.Of(image), new CloudRunOptions())).Message, StringComparison.Ordinal);

    // Its name in a registry that does tells both.
    [Fact]
    public void Write_ImageElsewhere_IsNotAskedForItsPlace() => Assert.DoesNotContain(
        "tells none",
        Assert.Throws<ExportException>(() => CloudRunExport.Write(TestExports.Of("registry.example.com/cooling"), new CloudRunOptions())).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(3, "1Gi", "cpu 3: 1, 2, 4, 6, 8 are allowed")]
    [InlineData(1, "5Gi", "with cpu 1 512Mi to 4Gi are allowed")]
    [InlineData(8, "2Gi", "with cpu 8 4096Mi to 32Gi are allowed")]
    [InlineData(1, "512", "an amount such as 512Mi or 2Gi is needed")]
    [InlineData(1, "512Mi\n", "an amount such as 512Mi or 2Gi is needed")]
    public void Write_SizeThatThereIsNot_IsRefused(int processors, string memory, string words) =>
        Assert.Contains(words, Assert.Throws<ExportException>(() => Write(new CloudRunOptions { Processors = processors, Memory = memory })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0, "max instances 0: 1 to 1000 are allowed")]
    [InlineData(-1, 2, "min instances -1: 0 to the most, 2, are allowed")]
    [InlineData(3, 2, "min instances 3: 0 to the most, 2, are allowed")]
    public void Write_InstancesThatThereCannotBe_AreRefused(int least, int most, string words) =>
        Assert.Contains(words, Assert.Throws<ExportException>(() => Write(new CloudRunOptions { LeastInstances = least, MostInstances = most })).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_HostileOptions_AreRefused()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            Assert.Throws<ExportException>(() => Write(new CloudRunOptions { Name = $"a{hostile}_" }));
            Assert.Throws<ExportException>(() => Write(new CloudRunOptions { Project = $"my-project{hostile}_" }));
            Assert.Throws<ExportException>(() => Write(new CloudRunOptions { Region = $"europe-west1{hostile}_" }));
        }
    }

    private static IReadOnlyList<ExportedFile> Write(CloudRunOptions options) => CloudRunExport.Write(TestExports.Of($"{TestExports.ArtifactRegistry}:3"), options);

    private static YamlNode Read(IReadOnlyList<ExportedFile> files)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(files.Text("service.yaml")));
        return Assert.Single(stream.Documents).RootNode;
    }

    private static string Text(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path) node = node[name];
        return ((YamlScalarNode)node).Value!;
    }
}
