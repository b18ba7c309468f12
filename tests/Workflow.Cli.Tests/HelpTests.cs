using System.Text.RegularExpressions;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Cli.Tests;

/// <summary>The help of every command, and what docs/cli.md says of it.</summary>
public sealed partial class HelpTests
{
    // Carried out by the launcher; the command only lists them.
    private static readonly string[] Launched = ["test", "bench"];

    public static TheoryData<string> Commands =>
        ["run", "up", "score", "data", "status", "runs", "runs list", "runs show", "runs logs", "runs cancel", "runs retry", "runs resume", "runs approve", "cache", "cache explain", "versions", "versions hold", "versions release", "gc", "endpoints", "endpoints logs", "endpoints receipts", "endpoints prove", "gateway", "deploy", "rollback", "deployments", "traffic", "stop", "start", "delete", "export", "export pipeline", "export onnx", "export kubernetes", "export lambda", "export sagemaker", "export cloud-run", "export template", "image", "image inspect", "image verify", "image save", "image load", "image push", "image pull", "image pin", "image keys list", "image keys export", "image keys rotate", "image keys use", "image keys trust", "image keys revoke", "predictions", "predictions show", "notifications", "notifications list", "notifications redeliver", "notifications test", "worker", "workers", "workers list", "runs backfill", "schedules", "schedules list", "schedules show", "schedules create", "schedules pause", "schedules resume", "schedules run-now", "schedules delete", "schedules preview", "plan", "check", "test", "bench"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_HasExamplesWithOptionsThatExist(string command)
    {
        string help = await HelpAsync(command);
        string[] examples = [.. Example().Matches(help[help.IndexOf("Example", StringComparison.Ordinal)..]).Select(match => match.Value).Where(example => example.Contains($"workflow {command}", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        if (command is "export" or "image" or "test" or "runs" or "cache" or "notifications" or "schedules" or "workers") return;
        Assert.Subset(OptionsOf(help), examples.SelectMany(OptionNames).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Help_OfTheProgram_ListsExactlyTheDocumentedCommands()
    {
        string help = await HelpAsync(string.Empty);
        IEnumerable<string> listed = CommandLine().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..]).Select(match => match.Groups["name"].Value);
        Assert.Equal(Documented().Keys.Select(command => command.Split(' ')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Help_OfEveryCommand_ListsExactlyTheDocumentedOptions()
    {
        foreach ((string command, HashSet<string> options) in Documented().Where(documented => !Launched.Contains(documented.Key)))
        {
            HashSet<string> listed = OptionsOf(await HelpAsync(command));
            Assert.True(listed.SetEquals(options), $"{command}: documented {string.Join(' ', options)}; help lists {string.Join(' ', listed)}");
        }
    }

    [Fact]
    public async Task Help_AskedForBesideAnError_IsGiven()
    {
        using var desk = new Desk();
        CommandResult help = (await desk.RunAsync("run", "rig", "--nosuch", "-h")).Succeeded();
        Assert.Contains("workflow run <pipeline> [options]", help.Output, StringComparison.Ordinal);
        Assert.Empty(help.Error);
    }

    [Fact]
    public async Task Help_MakesNoHome()
    {
        using var desk = new Desk();
        (await desk.RunAsync("status", "--help")).Succeeded();
        (await desk.RunAsync("--version")).Succeeded();
        Assert.False(Directory.Exists(desk.Folder.Home));
    }

    private static async Task<string> HelpAsync(string command)
    {
        using var desk = new Desk();
        CommandResult help = (await desk.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Succeeded();
        Assert.Empty(help.Error);
        return help.Output;
    }

    private static HashSet<string> OptionsOf(string help)
    {
        HashSet<string> options = [.. OptionLine().Matches(help).Select(match => match.Groups["name"].Value)];
        Assert.True(options.Remove("--help"));
        return options;
    }

    // From the table of commands: `run PIPELINE` | what it does; `--set KEY=VALUE`, ... |
    private static Dictionary<string, HashSet<string>> Documented()
    {
        var documented = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        string[] lines = File.ReadAllLines(Repository.Path("docs", "cli.md"));
        foreach (string line in lines.SkipWhile(line => !line.StartsWith("| command |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            foreach (Match usage in Code().Matches(line.Split('|')[1])) documented.Add(CommandWords().Match(usage.Groups["text"].Value).Value, [.. OptionNames(line)]);
        }

        Assert.NotEmpty(documented);
        return documented;
    }

    private static IEnumerable<string> OptionNames(string text) => OptionName().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"workflow [a-z].*", RegexOptions.None, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^  (?<name>[a-z]+)\s", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^  (-., )*(?<name>--[a-z-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"(?<=\s|`)--[a-z][a-z-]*", RegexOptions.None, 1000)]
    private static partial Regex OptionName();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z]+( [a-z][a-z-]*)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandWords();
}
