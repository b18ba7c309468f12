using System.Text.Json;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Home;

/// <summary>Where the running server of a home listens, and the key it asks for.</summary>
/// <param name="Url">Base address, for example <c>http://127.0.0.1:8080</c>.</param>
/// <param name="Pid">Process of the server.</param>
/// <param name="Key">What a client sends as a bearer token to change anything.</param>
public sealed record ServerFile(string Url, int Pid, string Key)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the file, readable by this user alone from its first byte.</summary>
    public void Write(WorkflowHome home)
    {
        var document = new Document(Url, Pid, ProcessIdentity.Of(Pid)?.StartTicks, Key);
        AtomicFile.Write(home.ServerFile, JsonSerializer.SerializeToUtf8Bytes(document, Json), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Removes the file.</summary>
    public static void Delete(WorkflowHome home) => File.Delete(home.ServerFile);

    /// <summary>The running server; null where none runs. A file that a killed server left behind counts as none.</summary>
    public static ServerFile? Find(WorkflowHome home)
    {
        try
        {
            Document? server = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(home.ServerFile), Json);
            return server is { Url: not null, Key: not null, Pid: > 0 } && ProcessIdentity.IsAlive(server.Pid, server.StartTicks) ? new ServerFile(server.Url, server.Pid, server.Key) : null;
        }
        catch (Exception absent) when (absent is IOException or JsonException)
        {
            return null;
        }
    }

    private sealed record Document(string Url, int Pid, long? StartTicks, string Key);
}
