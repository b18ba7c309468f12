using System.Globalization;
using System.Text.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Home;

/// <summary>
/// Held by the one process that may change the state in a home. The operating system releases it when the process ends, however it ends.
/// </summary>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, and removes what processes that were killed have left behind.</summary>
    /// <param name="home">The home.</param>
    /// <param name="command">What the holder does, for others who want it, for example <c>run hydraulic-cooling</c>.</param>
    /// <exception cref="HomeException">Another process holds it; the message names it.</exception>
    public static HomeLock Take(WorkflowHome home, string command)
    {
        FileStream file;
        try
        {
            file = new FileStream(home.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new HomeException($"{Holder(home)} is working in {home.Path}. Wait for it to end, or stop it.", held);
        }

        try
        {
            AtomicFile.Write(OwnerFile(home), JsonSerializer.SerializeToUtf8Bytes(new Owner(Environment.ProcessId, command)));
            HomeLeftovers.Sweep(home);
            return new HomeLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string OwnerFile(WorkflowHome home) => home.LockFile + ".json";

    private static string Holder(WorkflowHome home)
    {
        try
        {
            Owner? owner = JsonSerializer.Deserialize<Owner>(File.ReadAllBytes(OwnerFile(home)));
            if (owner is not null) return string.Create(CultureInfo.InvariantCulture, $"another process ({owner.Command}, pid {owner.Pid})");
        }
        catch (Exception unknown) when (unknown is IOException or JsonException)
        {
            // The holder has not written its name yet: the message does without.
        }

        return "another process";
    }

    private sealed record Owner(int Pid, string Command);
}
