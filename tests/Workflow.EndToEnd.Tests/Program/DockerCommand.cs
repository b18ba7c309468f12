using System.Diagnostics;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>Docker's own command, as a user calls it.</summary>
internal static class DockerCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code, and both of its outputs together.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var info = new ProcessStartInfo("docker", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken), error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Runs it, and expects that it succeeds.</summary>
    public static async Task<string> SucceedAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        (int code, string output) = await RunAsync(cancellationToken, arguments);
        Assert.True(code == 0, output);
        return output.Trim();
    }
}
