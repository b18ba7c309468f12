namespace Workflow.Training.Tests.TestData;

/// <summary>Files of this repository: the tests run somewhere below it.</summary>
internal static class RepositoryFiles
{
    public static string Recipe(string name) => Path.Combine(Root(), "data-recipes", name);

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "data-recipes"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("data-recipes is in no folder above the tests");
    }
}
