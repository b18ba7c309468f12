using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Dockerfiles;

/// <summary>
/// Builds images by users' own Dockerfiles, with the engine's help: the usual image is there to be built on, and what comes out is taken into the layout where it
/// still has the scorer and the scoring pipeline.
/// </summary>
public sealed class DockerfileImages
{
    /// <summary>The build argument with the name of the usual image.</summary>
    public const string ImageArgument = "WORKFLOW_IMAGE";

    private const string ScorerPath = "app/scorer";
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(30);
    private readonly ImageLayout _layout;
    private readonly ImageArchive _archive;
    private readonly IArtifactStore _artifacts;
    private readonly WorkflowHome _home;
    private readonly Func<DockerBuild> _docker;

    /// <summary>Creates it.</summary>
    /// <param name="layout">Where images go.</param>
    /// <param name="archive">Writes the usual image for the engine.</param>
    /// <param name="artifacts">Where contexts are.</param>
    /// <param name="home">Where archives pass through.</param>
    /// <param name="docker">The engine; asked for it only when it is needed.</param>
    public DockerfileImages(ImageLayout layout, ImageArchive archive, IArtifactStore artifacts, WorkflowHome home, Func<DockerBuild> docker)
    {
        _layout = layout;
        _archive = archive;
        _artifacts = artifacts;
        _home = home;
        _docker = docker;
    }

    /// <summary>Builds an image.</summary>
    /// <param name="usual">The usual image of the same model.</param>
    /// <param name="custom">The Dockerfile.</param>
    /// <param name="tell">Takes the lines of the build.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <exception cref="DockerException">The build failed.</exception>
    /// <exception cref="ImageException">No engine answers, or what was built cannot be used.</exception>
    internal async Task<BuiltImage> BuildAsync(BuiltImage usual, CustomImageDefinition custom, Action<string> tell, CancellationToken cancellationToken)
    {
        DockerBuild docker = _docker();
        if (!await docker.AnswersAsync(cancellationToken).ConfigureAwait(false)) throw new ImageException("an image by a Dockerfile needs a Docker engine to build it, and none answers: start one, or name it in DOCKER_HOST");
        DockerfileDefinition dockerfile = custom.Dockerfile!;
        ImageManifest manifest = _layout.ReadManifest(usual.ManifestDigest);
        await docker.LoadAsync(stream => _archive.WriteAsync(stream, usual.Reference, usual.ManifestDigest, cancellationToken), cancellationToken).ConfigureAwait(false);
        var arguments = new Dictionary<string, string>(dockerfile.Arguments, StringComparer.Ordinal) { [ImageArgument] = usual.Reference };
        string context = await _artifacts.FileAsync(dockerfile.ContextSha256, cancellationToken).ConfigureAwait(false);
        string id = await docker.BuildAsync(
            new DockerBuildRequest(dockerfile.Path, arguments, manifest.Annotations, dockerfile.HasNetwork), stream => CopyAsync(context, stream, cancellationToken), tell, cancellationToken).ConfigureAwait(false);
        try
        {
            return await TakeAsync(docker, id, usual, manifest, custom, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is on no record: nobody would find it later.
            await DiscardAsync(docker, id, manifest).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task DiscardAsync(DockerBuild docker, string id, ImageManifest manifest)
    {
        using var limit = new CancellationTokenSource(CleanUpTime);
        try
        {
            await docker.DiscardAsync(id, $"{ImageLayout.TitleAnnotation}={manifest.Annotations[ImageLayout.TitleAnnotation]}", limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DockerException or HttpRequestException or IOException or OperationCanceledException)
        {
            // Why it was not taken is what has to be told.
        }
    }

    private async Task<BuiltImage> TakeAsync(
        DockerBuild docker, string id, BuiltImage usual, ImageManifest ours, CustomImageDefinition custom, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_home.Work, string.Create(CultureInfo.InvariantCulture, $"built-{Guid.CreateVersion7():N}.tar"));
        try
        {
            FileStream file = File.Create(path);
            await using (file.ConfigureAwait(false)) await docker.SaveAsync(id, file, cancellationToken).ConfigureAwait(false);
            IReadOnlyDictionary<string, Descriptor> present = Unpacked(usual, ours);
            (Descriptor config, IReadOnlyList<Descriptor> layers, long size) = await new DockerArchive(_layout, path).TakeAsync(id, present, cancellationToken).ConfigureAwait(false);
            DockerfileChecks.Require(await File.ReadAllBytesAsync(_layout.BlobPath(id), cancellationToken).ConfigureAwait(false));
            await RequireSameAsync(ScorerPath, ours.Layers, layers, cancellationToken).ConfigureAwait(false);
            await RequireSameAsync(ModelLayer.PipelinePath, ours.Layers, layers, cancellationToken).ConfigureAwait(false);
            Descriptor manifest = _layout.Add(MediaTypes.Manifest, JobsJson.WriteWireUtf8(new ImageManifest(2, MediaTypes.Manifest, config, layers, ours.Annotations)));
            string reference = ImageLayout.ReferenceOf(ours.Annotations[ImageLayout.TitleAnnotation], manifest.Digest);
            await _layout.TagAsync(reference, manifest, cancellationToken).ConfigureAwait(false);
            bool isOnOurs = ours.Layers.SequenceEqual(layers.Take(ours.Layers.Count));
            return new BuiltImage(reference, manifest.Digest, config.Digest, size, layers.Sum(layer => layer.Size) + config.Size + manifest.Size)
            {
                EngineSources = usual.EngineSources,
                Custom = isOnOurs ? custom with { Base = usual.ManifestDigest } : custom,
            };
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Dictionary<string, Descriptor> Unpacked(BuiltImage usual, ImageManifest ours)
    {
        var config = BaseConfig.Read(File.ReadAllBytes(_layout.BlobPath(usual.ConfigDigest)), usual.Reference);
        return config.DiffIds.Zip(ours.Layers).ToDictionary(layer => layer.First, layer => layer.Second, StringComparer.Ordinal);
    }

    private async Task RequireSameAsync(string path, IReadOnlyList<Descriptor> ours, IReadOnlyList<Descriptor> built, CancellationToken cancellationToken)
    {
        string? expected = await SumAsync(ours).ConfigureAwait(false), found = await SumAsync(built).ConfigureAwait(false);
        if (expected == found) return;
        string state = found is null ? "has no such file" : "has another one";
        throw new ImageException(
            $"the Dockerfile's image is refused: /{path} must be that of the usual image, and it {state}. Build on it: ARG {ImageArgument}, then FROM ${{{ImageArgument}}}; or copy /app and /model from there");

        async Task<string?> SumAsync(IReadOnlyList<Descriptor> layers) =>
            (await ImageFiles.ReadAsync(_layout, layers, path, file => Sha256Hex.OfAsync(file, cancellationToken), cancellationToken).ConfigureAwait(false))?.Content;
    }

    private static async Task CopyAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false)) await file.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }
}
