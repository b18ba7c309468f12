using System.IO.Compression;
using System.Security.Cryptography;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Engine;

/// <summary>
/// Publishes the scorer and packs its image layer, once for each state of its sources. What was damaged since is made anew.
/// </summary>
public sealed class ScorerPublisher(WorkflowHome home, string? sourceRoot)
{
    private readonly PublishedScorers _published = new(home);

    /// <summary>Path of the published scorer of a layer.</summary>
    public string ScorerPath(string sourceHash) => PublishedScorers.ScorerIn(_published.DirectoryOf(sourceHash));

    /// <summary>Path of a packed layer.</summary>
    public string LayerPath(string sourceHash) => PublishedScorers.LayerIn(_published.DirectoryOf(sourceHash));

    /// <summary>A layer that was published before, read back and verified; null where it was not, or is no longer whole.</summary>
    public EngineLayer? Find(string sourceHash) => _published.Find(sourceHash);

    /// <summary>Hash of the sources as they are now.</summary>
    /// <exception cref="EngineException">There are no sources.</exception>
    public async Task<string> CurrentHashAsync(CancellationToken cancellationToken) =>
        (await EngineSources.ReadAsync(RequireRoot(), cancellationToken).ConfigureAwait(false)).Hash;

    /// <summary>Publishes the scorer, unless this very one was published before.</summary>
    /// <param name="onLine">Told what the compiler says.</param>
    /// <param name="cancellationToken">Stops it; nothing half-made stays under the final name.</param>
    /// <exception cref="EngineException">There are no sources.</exception>
    /// <exception cref="ChildProcessException">The compiler failed.</exception>
    public async Task<EngineLayer> EnsureAsync(Action<string>? onLine, CancellationToken cancellationToken)
    {
        EngineSources sources = await EngineSources.ReadAsync(RequireRoot(), cancellationToken).ConfigureAwait(false);
        if (Find(sources.Hash) is { } layer) return layer;

        // Workers that share a home wait for the first of them: a compiler for each would not be faster.
        using FileTurn turn = await FileTurn.TakeAsync(Path.Combine(home.Engine, "publish.lock"), cancellationToken).ConfigureAwait(false);
        if (Find(sources.Hash) is { } published) return published;
        string temporary = _published.CreateTemporary();
        try
        {
            IReadOnlyList<EnginePack> packs = await PublishAsync(temporary, onLine, cancellationToken).ConfigureAwait(false);
            layer = await PackAsync(temporary, sources, cancellationToken).ConfigureAwait(false);
            return _published.Add(temporary, layer with { Packs = packs });
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>A layer that an earlier step has named. Another machine may have published it: where the sources here are the same, it is published here too.</summary>
    /// <exception cref="EngineException">It is not here, and the sources here make another one.</exception>
    /// <exception cref="ChildProcessException">The compiler failed.</exception>
    public async Task<EngineLayer> RequireAsync(string sourceHash, CancellationToken cancellationToken)
    {
        if (Find(sourceHash) is { } layer) return layer;
        if (sourceRoot is not null && await CurrentHashAsync(cancellationToken).ConfigureAwait(false) == sourceHash)
        {
            EngineLayer made = await EnsureAsync(null, cancellationToken).ConfigureAwait(false);
            if (made.SourceHash == sourceHash) return made;
        }

        throw new EngineException($"the published scorer {sourceHash} is gone or damaged; run the pipeline again");
    }

    private async Task<IReadOnlyList<EnginePack>> PublishAsync(string directory, Action<string>? onLine, CancellationToken cancellationToken)
    {
        string build = Path.Combine(directory, "build");
        string output = Path.Combine(directory, "output");
        string[] arguments =
        [
            "publish", Path.Combine("src", "Workflow.Scorer", "Workflow.Scorer.csproj"),
            "--configuration", "Release",
            "--output", output,
            "-p:Engine=true",
            $"-p:ArtifactsPath={build}",
            "-p:RestoreLockedMode=true",
            "-p:UseSharedCompilation=false",
            "-nodeReuse:false",
            "-verbosity:minimal",
            "-nologo",
        ];

        var compiler = new ChildProgram("dotnet", arguments, RequireRoot(), ChildEnvironment.OfDotNet()) { OnLine = (_, line) => onLine?.Invoke(line) };
        await ChildProcess.RunAsync(compiler, cancellationToken).ConfigureAwait(false);
        File.Move(PublishedScorers.ScorerIn(output), PublishedScorers.ScorerIn(directory));
        IReadOnlyList<EnginePack> packs = EnginePacks.Read(build);
        Directory.Delete(build, recursive: true);
        Directory.Delete(output, recursive: true);
        return packs;
    }

    private static async Task<EngineLayer> PackAsync(string directory, EngineSources sources, CancellationToken cancellationToken)
    {
        List<TarFile> files = [TarFile.From("app/scorer", PublishedScorers.ScorerIn(directory), isExecutable: true)];
        files.AddRange(sources.Libraries.Select(library => TarFile.From(library.ImagePath.TrimStart('/'), library.HostPath, isExecutable: true)));

        // .NET wants the user to have a name, and a directory for temporary files that it never uses.
        files.Add(TarFile.Of("etc/passwd", "root:x:0:0::/:/none\nscorer:x:65532:65532::/:/none\n"u8.ToArray()));
        files.Add(TarFile.Of("etc/group", "root:x:0:\nscorer:x:65532:\n"u8.ToArray()));

        using var unpacked = new MemoryStream();
        await DeterministicTar.WriteAsync(unpacked, files, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> tar = unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        using var packed = new MemoryStream();
        var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true);
        await using (gzip.ConfigureAwait(false)) await gzip.WriteAsync(tar, cancellationToken).ConfigureAwait(false);
        byte[] layer = packed.ToArray();
        await File.WriteAllBytesAsync(PublishedScorers.LayerIn(directory), layer, cancellationToken).ConfigureAwait(false);
        return new EngineLayer(
            sources.Hash,
            Sha256Hex.Of(layer),
            Convert.ToHexStringLower(SHA256.HashData(tar.Span)),
            layer.Length,
            tar.Length,
            sources.Sdk,
            sources.Runtime,
            await SystemLibraries.WithPackagesAsync(sources.Libraries, cancellationToken).ConfigureAwait(false))
        {
            ScorerSha256 = await Sha256Hex.OfFileAsync(PublishedScorers.ScorerIn(directory), cancellationToken).ConfigureAwait(false),
        };
    }

    private string RequireRoot() => sourceRoot ?? throw new EngineException("this installation has neither a published scorer nor its sources");
}
