namespace Workflow.Training.Files;

/// <summary>Why a file that the user names cannot be read, in words of a message that has said its name already.</summary>
public static class UnreadableFile
{
    /// <summary>The reason, without a full stop.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">What reading it threw.</param>
    public static string Reason(string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return cause switch
        {
            FileNotFoundException => "there is no such file",
            DirectoryNotFoundException => "there is no such folder",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
            UnauthorizedAccessException => $"the user {Environment.UserName} may not read it",
            _ => cause.Message.TrimEnd('.'),
        };
    }
}
