using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>The folder that an export is written into.</summary>
public static class ExportFolder
{
    /// <summary>Where an export goes whose place nobody has named.</summary>
    public static string NameFor(string target, ExportRequest request) => $"export-{target}-{request.Model}-{request.Number}";

    /// <summary>Refuses a folder that has something in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="force">Whether files in it may be replaced.</param>
    /// <exception cref="ExportException">It has something in it, or it is a file.</exception>
    public static void Require(string folder, bool force)
    {
        if (File.Exists(folder)) throw new ExportException($"{folder} is a file: name a folder by --out");
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ExportException($"{folder} is not empty: name another folder by --out, or add --force to replace the files of the export in it");
    }

    /// <summary>Writes an export. Every file appears whole; what else lies in the folder stays.</summary>
    /// <param name="folder">The folder; it is made where it is not there.</param>
    /// <param name="files">Its files.</param>
    /// <param name="force">Whether files in it may be replaced.</param>
    /// <exception cref="ExportException">The folder has something in it, or a folder in it is a link to elsewhere.</exception>
    public static void Write(string folder, IReadOnlyList<ExportedFile> files, bool force)
    {
        ArgumentNullException.ThrowIfNull(files);
        Require(folder, force);
        foreach (ExportedFile file in files) RequireInside(folder, file.Path);
        foreach (ExportedFile file in files) AtomicFile.Write(Path.Combine(folder, Path.Combine(file.Path.Split('/'))), file.Content.Span, file.Mode);
    }

    private static void RequireInside(string folder, string path)
    {
        string[] parts = path.Split('/');
        if (Path.IsPathRooted(path) || parts.Any(part => part is "" or "." or "..")) throw new ExportException($"{path} is no path inside {folder}");
        string place = folder;
        foreach (string part in parts[..^1])
        {
            place = Path.Combine(place, part);
            if (new DirectoryInfo(place).LinkTarget is { } elsewhere) throw new ExportException($"{place} is a link to {elsewhere}: nothing is written through it; remove it, or name another folder by --out");
        }

        if (Directory.Exists(Path.Combine(place, parts[^1]))) throw new ExportException($"{Path.Combine(place, parts[^1])} is a folder, where a file shall be: name another folder by --out");
    }
}
