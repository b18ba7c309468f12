using System.Text.Json;

namespace Workflow.Cli.Tests.TestData;

/// <summary>What a command has left.</summary>
/// <param name="ExitCode">Exit code; 128 and the number of the signal where one ended the process.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON: one value in one line, and nothing beside it.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.Equal(Output.Length - 1, Output.IndexOf('\n', StringComparison.Ordinal));
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>The same result, where the command succeeded.</summary>
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>The same result, where the command was refused or failed: told on standard error alone, in words.</summary>
    public CommandResult Refused(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}\n{Output}\n{Error}");
        Assert.Empty(Output);
        foreach (string word in words) Assert.Contains(word, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a defect of this program", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        return this;
    }
}
