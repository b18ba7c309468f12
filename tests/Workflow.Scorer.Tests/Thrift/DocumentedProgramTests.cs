using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>The programs of docs/scorer-thrift.md, run as they stand there with code that Thrift's compiler makes, against a scorer of a pipeline of the same columns.</summary>
[Trait("Speed", "Slow")]
[Trait("Needs", "Python")]
public sealed partial class DocumentedProgramTests(ITestOutputHelper log)
{
    private static readonly string Document = File.ReadAllText(Repository.Path("docs", "scorer-thrift.md"));

    private static readonly string[] Columns =
    [
        "psa_bar", "psb_bar", "psc_bar", "psd_bar", "pse_bar", "psf_bar", "fsa_vol_flow", "fsb_vol_flow", "tsa_temp", "tsb_temp", "tsc_temp", "tsd_temp", "pump_eff", "vs_vib", "cool_pwr_pct", "eff_fact_pct",
    ];

    // What `dotnet new console` and `dotnet add package ApacheThrift` make, with the library that the tests have anyway, so that nothing is taken from a feed.
    private static readonly string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
          <ItemGroup><FrameworkReference Include="Microsoft.AspNetCore.App" /><Reference Include="{Path.Combine(AppContext.BaseDirectory, "Thrift.dll")}" /></ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task Python_AsItStandsThere_GetsTheNumbers()
    {
        await using RunningScorer scorer = await StartAsync();
        using TemporaryFolder folder = await GenerateAsync(scorer, "py");
        await WriteAsync(folder, "program.py", ProgramOf("python", scorer));
        AssertTells(scorer, await RunAsync(folder, "/usr/bin/python3", "program.py"));
    }

    [Fact]
    public async Task CSharp_AsItStandsThere_GetsTheNumbers()
    {
        await using RunningScorer scorer = await StartAsync();
        using TemporaryFolder folder = await GenerateAsync(scorer, "netstd:net6");
        await WriteAsync(folder, "Program.cs", ProgramOf("csharp", scorer));
        await WriteAsync(folder, "program.csproj", Project);
        await WriteAsync(folder, "nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        await RunAsync(folder, "dotnet", "build", "--output", "out", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        AssertTells(scorer, await RunAsync(folder, "dotnet", Path.Combine("out", "program.dll")));
    }

    private static Task<RunningScorer> StartAsync()
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        draft = draft with
        {
            Manifest = draft.Manifest with
            {
                Columns = [.. Columns.Select(name => new InputColumn { Name = name, Type = ColumnType.Number })],
                Features = [.. Columns.Select(name => new FeatureStep(name, FeatureKind.Number, name))],
            },
            Model = RandomModels.Trees(new SeededNumbers(1), Columns.Length, 3, 21).Flatten(),
        };
        return RunningScorer.StartAsync(draft.WithTrueAnswers([.. Columns.Select(_ => "1")]).ToZip().ToBytes(), new ScorerOptions { ThriftPort = 0 });
    }

    private static string ProgramOf(string language, RunningScorer scorer)
    {
        string program = Assert.Single(Blocks().Matches(Document), block => block.Groups["language"].Value == language).Groups["text"].Value;
        Assert.Contains("9092", program, StringComparison.Ordinal);
        return program.Replace("9092", scorer.ThriftPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    // The row of both programs, as the Python one has it.
    private static void AssertTells(RunningScorer scorer, string told)
    {
        string python = Assert.Single(Blocks().Matches(Document), block => block.Groups["language"].Value == "python").Groups["text"].Value;
        string[] row = [.. Cells().Matches(python).Select(cell => cell.Groups["number"].Value)];
        double[] numbers = [.. told[(told.LastIndexOf('[') + 1)..].Split([' ', ',', ']', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(scorer.Pipeline!.Score(row), numbers);
    }

    private async Task<TemporaryFolder> GenerateAsync(RunningScorer scorer, string language)
    {
        var folder = new TemporaryFolder();
        await WriteAsync(folder, "scoring.thrift", await Answers.TextAsync(await scorer.GetAsync("scoring.thrift")));
        Assert.Contains($"thrift --gen {language} scoring.thrift", Document, StringComparison.Ordinal);
        await RunAsync(folder, "thrift", "--gen", language, "scoring.thrift");
        return folder;
    }

    private static Task WriteAsync(TemporaryFolder folder, string name, string text) => File.WriteAllTextAsync(folder.File(name), text, TestContext.Current.CancellationToken);

    private async Task<string> RunAsync(TemporaryFolder folder, string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["DOTNET_NOLOGO"] = info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = info.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        info.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        info.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        info.Environment["NUGET_PACKAGES"] = folder.File("packages");
        using Process process = Process.Start(info)!;
        Task<string> told = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        log.WriteLine($"{program} {string.Join(' ', arguments)}\n{await told}{await error}");
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}; apt-get install thrift-compiler python3-thrift where they are missing: {await told}{await error}");
        return await told;
    }

    [GeneratedRegex("```(?<language>python|csharp)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Blocks();

    [GeneratedRegex("[a-z]\\w+=(?<number>[0-9.]+)[,)]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Cells();
}
