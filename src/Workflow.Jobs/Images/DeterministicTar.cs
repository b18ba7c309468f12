using System.Formats.Tar;

namespace Workflow.Jobs.Images;

/// <summary>
/// Writes tar archives whose bytes depend on their entries alone: directories first seen first, sorted paths, time 0, owner 0, fixed modes.
/// </summary>
internal static class DeterministicTar
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = ReadOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes an archive.</summary>
    /// <param name="destination">Takes it; stays open.</param>
    /// <param name="entries">The files.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static async Task WriteAsync(Stream destination, IEnumerable<TarFile> entries, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(destination, TarEntryFormat.Ustar, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            var directories = new HashSet<string>(StringComparer.Ordinal);
            foreach (TarFile file in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                foreach (string directory in Parents(file.Path).Where(directories.Add))
                {
                    await writer.WriteEntryAsync(Entry(TarEntryType.Directory, directory, Executable | Write(file)), cancellationToken).ConfigureAwait(false);
                }

                UstarTarEntry entry = Entry(TarEntryType.RegularFile, file.Path, (file.IsExecutable ? Executable : ReadOnly) | Write(file));
                Stream content = file.Open();
                await using (content.ConfigureAwait(false))
                {
                    entry.DataStream = content;
                    await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1)) yield return path[..(slash + 1)];
    }

    private static UnixFileMode Write(TarFile file) => file.IsOwnersToWrite ? UnixFileMode.UserWrite : UnixFileMode.None;

    private static UstarTarEntry Entry(TarEntryType type, string path, UnixFileMode mode) => new(type, path)
    {
        Mode = mode,
        ModificationTime = DateTimeOffset.UnixEpoch,
        Uid = 0,
        Gid = 0,
        UserName = string.Empty,
        GroupName = string.Empty,
    };
}
