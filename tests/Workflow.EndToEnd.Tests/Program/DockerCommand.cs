using System.Diagnostics;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>Docker's own command, as a user calls it.</summary>
internal static class DockerCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code, and both of its outputs together.</returns>
    public static Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments) => RunAsync(string.Empty, arguments, cancellationToken);

    /// <summary>Runs it, and expects that it succeeds.</summary>
    public static Task<string> SucceedAsync(CancellationToken cancellationToken, params string[] arguments) => SucceedAsync(string.Empty, cancellationToken, arguments);

    /// <summary>Runs it with a text on its standard input, and expects that it succeeds.</summary>
    public static async Task<string> SucceedAsync(string input, CancellationToken cancellationToken, params string[] arguments)
    {
        (int code, string output) = await RunAsync(input, arguments, cancellationToken);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string input, string[] arguments, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("docker", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken), error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
