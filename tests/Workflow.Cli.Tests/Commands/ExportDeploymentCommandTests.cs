using Workflow.Cli.Tests.TestData;
using Workflow.Scoring;
using Workflow.Scoring.Format;

namespace Workflow.Cli.Tests.Commands;

/// <summary>A version with an image, as files for other places.</summary>
[Collection(nameof(Trained))]
[Trait("Speed", "Slow")]
public sealed class ExportDeploymentCommandTests(TrainedDesk trained) : IAsyncLifetime
{
    private const string Ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cooling";
    private const string Registry = "registry.example.com/models/cooling";

    private readonly Desk _desk = new();
    private byte[] _pipelineFile = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string file = trained.NewFile(".pipeline");
        (await trained.RunAsync("export", "pipeline", "trained", "--out", file)).Succeeded();
        _pipelineFile = await File.ReadAllBytesAsync(file, Cancel);
        await StoredVersions.AddAsync(_desk.Folder, "trained", _pipelineFile);
    }

    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Export_Kubernetes_PrintsManifestsAlone()
    {
        CommandResult printed = (await RunAsync($"kubernetes trained@1 --image {Registry}:prod --namespace models --replicas 3")).Succeeded();
        Assert.StartsWith("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n", printed.Output, StringComparison.Ordinal);
        Assert.Contains($"image: {Registry}@{StoredVersions.Digest}\n", printed.Output, StringComparison.Ordinal);
        Assert.Contains("\n  replicas: 3\n", printed.Output, StringComparison.Ordinal);
        Assert.Empty(printed.Error);
        Assert.Equal(printed.Output, (await RunAsync($"kubernetes trained --image {Registry} --namespace models --replicas 3 --print")).Succeeded().Output);
        (await RunAsync($"kubernetes trained --image {Registry} --namespace models --replicas 3 --out gitops")).Succeeded();
        Assert.Equal(printed.Output, await File.ReadAllTextAsync(_desk.Folder.File("gitops/manifests.yaml"), Cancel));
        (await RunAsync($"kubernetes trained --image {Registry} --print --out other")).Refused(1, "--print and --out");
    }

    [Theory]
    [InlineData("lambda", Ecr, "api.tf")]
    [InlineData("sagemaker", Ecr, "role.tf")]
    [InlineData("cloud-run", "europe-west1-docker.pkg.dev/my-project/models/cooling", "service.yaml")]
    public async Task Export_Target_WritesAFolderOfItsOwn(string target, string image, string file)
    {
        CommandResult told = (await RunAsync($"{target} trained --image {image}")).Succeeded();
        string folder = _desk.Folder.File($"export-{target}-trained-1");
        Assert.Empty(told.Output);
        Assert.Contains($"trained@1, {image}@{StoredVersions.Digest}: ", told.Error, StringComparison.Ordinal);
        Assert.Contains($"the next step: export-{target}-trained-1{Path.DirectorySeparatorChar}README.md", told.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, file)));
        Assert.Contains(new ScoringPipeline(PipelineFileReader.Read(_pipelineFile)).ModelId.ToString(), await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), Cancel), StringComparison.Ordinal);

        (await RunAsync($"{target} trained --image {image}")).Refused(1, "is not empty", "--force");
        (await RunAsync($"{target} trained --image {image} --force")).Succeeded();
    }

    [Fact]
    public async Task Export_Template_FillsIt()
    {
        Directory.CreateDirectory(_desk.Folder.File("mine"));
        _desk.Folder.Write("mine/job.txt", "{{ image }} {{ version }}\n");
        (await RunAsync($"template trained --image {Registry} --template mine --out filled")).Succeeded();
        Assert.Equal($"{Registry}@{StoredVersions.Digest} trained@1\n", await File.ReadAllTextAsync(_desk.Folder.File("filled/job.txt"), Cancel));

        _desk.Folder.Write("mine/job.txt", "\n{{ imago }}\n");
        (await RunAsync($"template trained --image {Registry} --template mine --out other")).Refused(1, "job.txt:2: there is no value 'imago'; did you mean 'image'?");
        Assert.False(Directory.Exists(_desk.Folder.File("other")));
    }

    // Before anything is looked up: no home, no version.
    [Theory]
    [InlineData("lambda nothing --image a --bucket My_Bucket", "bucket 'My_Bucket': 3 to 63 lower-case letters")]
    [InlineData("lambda nothing --image a --name a.b", "name 'a.b': 1 to 55 letters, digits, '-' and '_' are allowed")]
    public async Task Export_LambdaByANameThatAmazonRefuses_IsRefusedFirst(string arguments, string words)
    {
        using var desk = new Desk();
        (await desk.RunAsync(["export", .. arguments.Split(' ')])).Refused(1, words);
        Assert.False(Directory.Exists(desk.Folder.Home));
    }

    [Theory]
    [InlineData("lambda trained --image registry.example.com/cooling", "Lambda takes images from Amazon ECR of its own region alone")]
    [InlineData("kubernetes trained --image registry.example.com/cooling@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "leave the digest out")]
    [InlineData("kubernetes trained --image registry.example.com/Cooling", "capital letters")]
    [InlineData("kubernetes trained --image registry.example.com/cooling --host a", "a DNS name such as models.example.org is needed")]
    [InlineData("kubernetes trained@2 --image registry.example.com/cooling", "there is no version 'trained@2'")]
    [InlineData("template trained --image registry.example.com/cooling --template nothing", "template 'nothing' is no folder")]
    public async Task Export_WhatCannotBe_IsRefused(string arguments, string words) => (await RunAsync(arguments)).Refused(1, words);

    [Fact]
    public async Task Export_VersionWithoutAnImage_IsRefused() =>
        (await trained.RunAsync("export", "kubernetes", "trained", "--image", Registry)).Refused(1, "trained@1 has no image: its run did not reach build-image");

    [Fact]
    public async Task Export_WithoutTheImagesName_IsAWrongCommandLine() => (await RunAsync("kubernetes trained")).Refused(2, "--image");

    private Task<CommandResult> RunAsync(string arguments) => _desk.RunAsync(["export", .. arguments.Split(' ')]);
}
