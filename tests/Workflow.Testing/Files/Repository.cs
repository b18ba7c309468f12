namespace Workflow.Testing.Files;

/// <summary>The checkout that these tests were built from, or that the launcher names.</summary>
public static class Repository
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder in it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Workflow.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException("Workflow.sln is in no directory above the tests");
    }
}
