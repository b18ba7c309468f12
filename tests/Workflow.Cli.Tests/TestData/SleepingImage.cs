using System.Diagnostics;
using Workflow.Testing.Requirements;

namespace Workflow.Cli.Tests.TestData;

/// <summary>An image on the Docker engine of this machine whose containers sleep: <c>sleep</c> of this machine with its libraries, from no network.</summary>
internal sealed class SleepingImage : IDisposable
{
    private const string Import = """
        tar -chf - $(command -v sleep) $(ldd $(command -v sleep) | grep -o '/[^ ]*') | docker import --change "ENTRYPOINT [\"$(command -v sleep)\", \"100000\"]" - "$1"
        """;

    private SleepingImage() => Run("sh", "-c", Import, "sh", Name);

    /// <summary>Its name, which no other image has.</summary>
    public string Name { get; } = $"workflow-test:{Guid.NewGuid():n}";

    /// <summary>Makes it. Without Docker the test ends here.</summary>
    public static SleepingImage Create()
    {
        Require.That(Try("docker", "version").ExitCode == 0, "a Docker engine, and the command docker");
        return new SleepingImage();
    }

    /// <summary>Its containers, running or not: the value of their label <c>workflow.step</c>.</summary>
    public string[] Containers() => Run("docker", "ps", "-a", "--filter", $"ancestor={Name}", "--format", "{{.Label \"workflow.step\"}}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits until none of its containers is left.</summary>
    public async Task WhenGoneAsync()
    {
        while (Containers().Length > 0) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        string[] left = Run("docker", "ps", "-aq", "--filter", $"ancestor={Name}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0) Run(["docker", "rm", "-f", .. left]);
        Run("docker", "image", "rm", Name);
    }

    private static string Run(params string[] command)
    {
        (int exitCode, string output, string error) = Try(command);
        Assert.True(exitCode == 0, $"{string.Join(' ', command)}: {error}");
        return output;
    }

    private static (int ExitCode, string Output, string Error) Try(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, string.Empty, missing.Message);
        }
    }
}
