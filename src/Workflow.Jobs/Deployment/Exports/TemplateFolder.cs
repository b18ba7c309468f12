namespace Workflow.Jobs.Deployment.Exports;

/// <summary>
/// A folder with a template of the user's own. Its files are data: nothing of it is run, and nothing outside of it is read. <c>.git</c> is
/// passed over.
/// </summary>
public static class TemplateFolder
{
    private const int MostFiles = 1000;
    private const long MostBytes = 16L << 20;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Folder that the export goes into.</param>
    /// <returns>Its files, in ordinal order of their paths.</returns>
    /// <exception cref="ExportException">It is not there or empty, has a link in it, is too large, or one of the two folders lies in the other.</exception>
    public static IReadOnlyList<ExportedFile> Read(string folder, string output)
    {
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root)) throw new ExportException($"template '{folder}' is no folder");
        if (IsWithin(root, output) || IsWithin(output, root)) throw new ExportException($"template '{folder}' and the folder '{output}' lie in each other: name another one by --out");
        List<ExportedFile> files = [];
        Collect(new DirectoryInfo(root), root, files);
        if (files.Count == 0) throw new ExportException($"template '{folder}' has no files");
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static void Collect(DirectoryInfo folder, string root, List<ExportedFile> files)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().Where(entry => entry.Name != ".git"))
        {
            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) throw new ExportException($"template: {entry.FullName} is a link: put the file itself there");
            if (entry is DirectoryInfo inner) Collect(inner, root, files);
            else files.Add(Read((FileInfo)entry, root));
            if (files.Count > MostFiles) throw new ExportException($"template: {root} has more than {TemplateValues.Whole(MostFiles)} files: name the folder of the template alone");
        }
    }

    private static ExportedFile Read(FileInfo file, string root)
    {
        if (file.Length > MostBytes) throw new ExportException($"template: {file.FullName} has {TemplateValues.Whole(file.Length)} bytes; {TemplateValues.Whole(MostBytes)} are allowed");
        string path = Path.GetRelativePath(root, file.FullName).Replace('\\', '/');
        return new ExportedFile(path, File.ReadAllBytes(file.FullName), OperatingSystem.IsWindows() ? null : file.UnixFileMode);
    }

    private static bool IsWithin(string inner, string outer)
    {
        string relative = Path.GetRelativePath(outer, inner);
        return relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }
}
