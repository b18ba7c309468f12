using System.Text.Json;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Home;

/// <summary>Where the running gateway of a home listens.</summary>
/// <param name="Url">Base address, for example <c>http://127.0.0.1:8081</c>.</param>
/// <param name="Pid">Process of the gateway.</param>
public sealed record GatewayFile(string Url, int Pid)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the file.</summary>
    public void Write(WorkflowHome home)
    {
        var document = new Document(Url, Pid, ProcessIdentity.Of(Pid)?.StartTicks);

        // While the home is used nobody takes the file, under its temporary name, for a leftover.
        using var use = new HomeUse(home);
        AtomicFile.Write(PathIn(home), JsonSerializer.SerializeToUtf8Bytes(document, Json), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Removes the file, unless another gateway has written it since.</summary>
    public void Delete(WorkflowHome home)
    {
        if (Find(home) == this) File.Delete(PathIn(home));
    }

    /// <summary>The running gateway; null where none runs. A file that a killed gateway left behind counts as none.</summary>
    public static GatewayFile? Find(WorkflowHome home)
    {
        try
        {
            Document? gateway = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(PathIn(home)), Json);
            return gateway is { Url: not null, Pid: > 0 } && ProcessIdentity.IsAlive(gateway.Pid, gateway.StartTicks) ? new GatewayFile(gateway.Url, gateway.Pid) : null;
        }
        catch (Exception absent) when (absent is IOException or JsonException)
        {
            return null;
        }
    }

    private static string PathIn(WorkflowHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        return Path.Combine(home.Path, "gateway.json");
    }

    private sealed record Document(string Url, int Pid, long? StartTicks);
}
