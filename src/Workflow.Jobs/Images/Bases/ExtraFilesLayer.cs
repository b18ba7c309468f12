using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images.Bases;

/// <summary>The layer of an image that has the user's own files. It stands between the engine and the model.</summary>
internal static class ExtraFilesLayer
{
    // Lists of libraries in the base would lead the scorer to others than those that it brings. A whiteout removes what may be there.
    private static readonly string[] Removed = ["etc/.wh.ld.so.cache", "etc/.wh.ld.so.preload"];

    /// <summary>The layer's bytes; null where there is nothing to put into it.</summary>
    /// <param name="custom">How the image differs.</param>
    /// <param name="artifacts">Where the files are.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static async Task<byte[]?> WriteAsync(CustomImageDefinition custom, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var files = new List<TarFile>();
        if (custom.Base is not null) files.AddRange(Removed.Select(path => TarFile.Of(path, []) with { IsOwnersToWrite = true }));
        foreach (ExtraFileDefinition file in custom.ExtraFiles)
        {
            byte[] bytes = await artifacts.ReadAsync(file.Sha256, cancellationToken).ConfigureAwait(false);
            files.Add(TarFile.Of(file.Path[1..], bytes) with { IsExecutable = file.IsExecutable, IsOwnersToWrite = true });
        }

        if (files.Count == 0) return null;
        using var tar = new MemoryStream();
        await DeterministicTar.WriteAsync(tar, files, cancellationToken).ConfigureAwait(false);
        return tar.ToArray();
    }
}
