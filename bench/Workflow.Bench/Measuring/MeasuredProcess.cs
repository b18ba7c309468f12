using System.Diagnostics;

namespace Workflow.Bench.Measuring;

/// <summary>A program that was run to its end.</summary>
/// <param name="Seconds">Wall time from start to end.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record MeasuredProcess(double Seconds, string Output, string Error)
{
    /// <summary>Runs a program.</summary>
    public static async Task<MeasuredProcess> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) info.Environment[name] = value;
        long started = TimeProvider.System.GetTimestamp();
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {process.ExitCode}\n{await error}");
        return new MeasuredProcess(seconds, await output, await error);
    }
}
