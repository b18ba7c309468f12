using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Training.Tests.Files;

public sealed class UnreadableFileTests
{
    [Fact]
    public void Reason_OfWhatReadingThrows_IsInWordsOfOurOwn()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("there is no such file", ReasonOf(folder.File("nowhere")));
        Assert.Equal("there is no such folder", ReasonOf(folder.File("nowhere/file")));
        Assert.Equal("it is a folder", ReasonOf(folder.Path));
        Assert.Equal($"the user {Environment.UserName} may not read it", UnreadableFile.Reason(folder.File("locked"), new UnauthorizedAccessException("Access to the path is denied.")));
        Assert.Equal("The disk is on fire", UnreadableFile.Reason(folder.File("some"), new IOException("The disk is on fire.")));
    }

    private static string ReasonOf(string path)
    {
        Exception cause = Assert.ThrowsAny<Exception>(() => File.ReadAllText(path));
        return UnreadableFile.Reason(path, cause);
    }
}
