using System.ComponentModel;
using System.Diagnostics;
using Workflow.Jobs.Deployment.Exports;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment.Exports;

/// <summary>The program terraform, where this machine has it. No distribution packs it, so that CI may be without: <see cref="HclShape"/> holds everywhere.</summary>
internal static class Terraform
{
    /// <summary>Has terraform read and format files: it must have nothing to say.</summary>
    public static async Task CheckFormatAsync(IReadOnlyList<ExportedFile> files)
    {
        using var folder = new TemporaryFolder();
        ExportFolder.Write(folder.File("export"), files, force: false);
        (int exitCode, string output) = await RunAsync(folder, "fmt", "-check", "-diff", "-no-color", folder.File("export"));
        Assert.True(exitCode == 0, output);
    }

    /// <summary>What terraform takes a file's output of the name <c>value</c> for.</summary>
    public static async Task<string> EvaluateAsync(string file, string content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File(file), content, TestContext.Current.CancellationToken);
        foreach (string[] arguments in (string[][])[["init", "-input=false", "-no-color"], ["apply", "-auto-approve", "-input=false", "-no-color"]])
        {
            (int failed, string told) = await RunAsync(folder, arguments);
            Assert.True(failed == 0, told);
        }

        (_, string output) = await RunAsync(folder, "output", "-json", "value");
        return System.Text.Json.JsonSerializer.Deserialize<string>(output)!;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        var info = new ProcessStartInfo("terraform", arguments) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["CHECKPOINT_DISABLE"] = "1";
        info.Environment["TF_CLI_CONFIG_FILE"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        try
        {
            using Process process = Process.Start(info)!;
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
        }
        catch (Win32Exception)
        {
            Assert.Skip("missing here: terraform on the PATH");
            throw;
        }
    }
}
