using System.Text;
using System.Text.Json;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Scoring;
using Workflow.Scoring.Format;

namespace Workflow.Jobs.Images.Pulls;

/// <summary>
/// Pulls images, and registers those that are versions of a site whose key is trusted here: every byte first, then every signature, then the record. Any other image
/// is in the layout, and nothing more.
/// </summary>
public sealed class VersionPull
{
    private readonly ImagePull _pull;
    private readonly ImageLayout _layout;
    private readonly ImageVerifier _verifier;
    private readonly TrustedKeyStore _keys;
    private readonly VersionImports _imports;
    private readonly IArtifactStore _artifacts;
    private readonly PulledStatements _statements;

    /// <summary>Creates it.</summary>
    public VersionPull(
        ImageLayout layout, ImageVerifier verifier, TrustedKeyStore keys, VersionImports imports, IArtifactStore artifacts, TimeProvider time)
    {
        _pull = new ImagePull(layout);
        _layout = layout;
        _verifier = verifier;
        _keys = keys;
        _imports = imports;
        _artifacts = artifacts;
        _statements = new PulledStatements(layout, time);
    }

    /// <summary>Pulls an image with what is about it. Pulling it once more changes nothing.</summary>
    /// <param name="project">Project that a version goes to.</param>
    /// <param name="registry">The registry of the name.</param>
    /// <param name="name">The image.</param>
    /// <param name="progress">Told how far blobs have come, from several threads; may be null.</param>
    /// <param name="cancellationToken">Stops it; what came stays, and is not registered.</param>
    /// <exception cref="RegistryException">The registry refuses, or sends something else.</exception>
    public async Task<PulledVersion> PullAsync(
        string project, RegistryClient registry, ImageName name, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        PulledImage pulled = await _pull.PullAsync(registry, new PullRequest(name, WithReferrers: true), progress, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TrustedKey> known = await _keys.ListAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ImageStatement> said = await _statements.ReadAsync(pulled, known, cancellationToken).ConfigureAwait(false);
        var result = new PulledVersion(pulled);
        if (said.FirstOrDefault(statement => statement.PredicateType == PredicateTypes.Lock) is not { } locked)
        {
            return result with { Obstacle = "it brings no signed statement that says it is a version of a model (`workflow image push` sends them along)" };
        }

        if (TryDescribe(locked, pulled) is not { } expected) return result with { Obstacle = "what its statements say of it cannot be read" };
        string model = ModelOf(expected.Image.Reference);
        ImageVerification verified = await _verifier.VerifyAsync(expected, said, known, cancellationToken).ConfigureAwait(false);
        result = result with { Model = model, Verified = verified };
        if (verified.Failure is { } failure) return result with { Obstacle = failure };

        // If we die before the last line, there are blobs and an artifact that nothing names; pulling again goes on from there.
        return result with { Version = await RegisterAsync(project, pulled, expected, said, cancellationToken).ConfigureAwait(false) };
    }

    private static string ModelOf(string reference) => reference.Split(':')[0]["workflow/".Length..];

    // As the lock has it: whether that is true is then looked at, and who says it.
    private static ExpectedImage? TryDescribe(ImageStatement locked, PulledImage pulled)
    {
        try
        {
            InTotoStatement said = InTotoStatement.Read(SignedStatement.Read(Encoding.UTF8.GetBytes(locked.Envelope)).Document);
            ImageLock parts = JobsJson.Read<ImageLock>(said.Predicate.ToJsonString());
            string model = said.Name.StartsWith("workflow/", StringComparison.Ordinal) ? said.Name["workflow/".Length..] : string.Empty;
            if (!Pipelines.ConfigNames.IsName(model) || parts.Model?.PipelineSha256 is not { } pipeline || pulled.Manifest.Config is not { } config) return null;
            var image = new BuiltImage(ImageLayout.ReferenceOf(model, pulled.Manifest.Digest), pulled.Manifest.Digest, config.Digest, 0, pulled.Manifest.Bytes.Length + pulled.Manifest.Blobs.Sum(blob => blob.Size));
            return new ExpectedImage($"{model} in {pulled.Name}", image, pipeline);
        }
        catch (Exception wrong) when (wrong is JsonException or SigningException or ImageException)
        {
            return null;
        }
    }

    private async Task<LoadedVersion> RegisterAsync(
        string project, PulledImage pulled, ExpectedImage expected, IReadOnlyList<ImageStatement> said, CancellationToken cancellationToken)
    {
        BuiltImage image = expected.Image with { SizeBytes = await UnpackedBytesAsync(pulled.Manifest, cancellationToken).ConfigureAwait(false) };
        byte[] file = await ModelLayer.ReadPipelineAsync(_layout, image, cancellationToken).ConfigureAwait(false);
        await _artifacts.PutAsync(file, cancellationToken).ConfigureAwait(false);
        await _layout.TagAsync(image.Reference, pulled.Manifest.Descriptor, cancellationToken).ConfigureAwait(false);
        string origin = new ImageName(pulled.Name.Registry, pulled.Name.Repository, null, pulled.Manifest.Digest).ToString();
        var bundle = new VersionBundle
        {
            Format = VersionBundle.CurrentFormat,
            Model = ModelOf(image.Reference),
            Number = VersionImports.NextNumber,
            RunId = RunOf(said),
            PipelineSha256 = expected.PipelineSha256,
            Summary = PulledSummary.Of(Open(file, expected.Name), file.Length, $"{pulled.Name.Registry}/{pulled.Name.Repository}"),
            Image = image,
            CreatedAt = said.Max(statement => statement.SignedAt),
            Statements = said,
            Keys = [],
        };
        return await _imports.RegisterAsync(project, bundle, new ImportedFrom(origin, bundle.RunId), cancellationToken).ConfigureAwait(false);
    }

    private static ScoringPipeline Open(byte[] file, string name)
    {
        try
        {
            return new ScoringPipeline(PipelineFileReader.Read(file));
        }
        catch (PipelineFileException unreadable)
        {
            throw new ImageException($"{name} is refused: its scoring pipeline cannot be read here: {unreadable.Message}", unreadable);
        }
    }

    private static string RunOf(IReadOnlyList<ImageStatement> said)
    {
        ImageStatement provenance = said.First(statement => statement.PredicateType == PredicateTypes.Provenance);
        InTotoStatement read = InTotoStatement.Read(SignedStatement.Read(Encoding.UTF8.GetBytes(provenance.Envelope)).Document);
        return ProvenancePredicate.InvocationId(read) ?? string.Empty;
    }

    private async Task<long> UnpackedBytesAsync(RegistryManifest manifest, CancellationToken cancellationToken)
    {
        long bytes = 0;
        byte[] buffer = new byte[128 * 1024];
        foreach (Descriptor layer in manifest.Layers)
        {
            Stream content = _layout.OpenLayer(layer);
            await using (content.ConfigureAwait(false))
            {
                while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0) bytes += read;
            }
        }

        return bytes;
    }
}
