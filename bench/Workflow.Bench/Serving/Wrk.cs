using System.Globalization;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Serving;

/// <summary>wrk, which asks a server as fast as it answers, on connections that stay open.</summary>
internal static class Wrk
{
    /// <summary>Asks for some seconds.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="port">Where the server listens.</param>
    /// <param name="load">What is sent.</param>
    /// <param name="connections">Connections; each has one request under way.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<WrkResult> RunAsync(string root, int port, Load load, int connections, int seconds, CancellationToken cancellationToken)
    {
        string[] command =
        [
            "wrk", "--threads", "1", "--connections", Text(connections), "--duration", $"{Text(seconds)}s", "--timeout", "30s",
            "--script", Path.Combine(root, "bench", "peers", "load.lua"), $"http://127.0.0.1:{Text(port)}", "--", load.Folder,
        ];
        MeasuredProcess run = await MeasuredProcess.RunAsync(command, null, cancellationToken);
        string line = run.Output.Split('\n').FirstOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk: {run.Output}{run.Error}");
        long[] numbers = [.. line.Split(' ').Skip(1).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new WrkResult(numbers[0], numbers[1] / 1e6, numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
