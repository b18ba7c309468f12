using System.Globalization;
using System.Text;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Steps.Programs;

/// <summary>A step with a shell script for a program, behind a step <c>first</c> with a file <c>table</c> and a text <c>name</c>. Disposing checks that nothing of it runs.</summary>
internal sealed class ProgramBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _artifacts;

    public ProgramBench()
    {
        _artifacts = new DirectoryArtifactStore(_folder.File("artifacts"));
        foreach (string name in (string[])["artifacts", "project", "claim"]) Directory.CreateDirectory(_folder.File(name));
    }

    public StepClaim Claim { get; init; } = new($"run-{Guid.NewGuid():N}", "fit", 1);

    public AwaitedLog Log { get; } = new();

    public CollectedProgress Progress { get; } = new();

    public StandInEngine Engine { get; } = new();

    public string Project => _folder.File("project");

    public string Work => _folder.File("claim");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A program in the project's directory.</summary>
    public ProgramDefinition Shell(string script, params string[] outputs) => new()
    {
        Command = ["sh", "-c", script],
        Directory = Project,
        Outputs = outputs.Select(output => output.Split(':')).ToDictionary(
            output => output[0], output => Enum.Parse<OutputType>(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(output[1])), StringComparer.Ordinal),
    };

    public async Task<PreparedStep> PrepareAsync(ProgramDefinition program, long? memoryLimit = null, TimeSpan? grace = null)
    {
        var definition = new StepDefinition("fit", ["first"]) { Program = program, MemoryLimit = memoryLimit };
        var programs = new ProgramSteps(new StepContainers(() => new DockerClient(Engine.CreateClient())), TimeProvider.System) { Grace = grace ?? TimeSpan.FromSeconds(30) };
        IStep step = new StepCatalog([], programs).Find(definition);
        string table = await _artifacts.PutAsync(Encoding.UTF8.GetBytes("a,b\n1,2\n"), Cancellation);
        var first = new StepOutputs(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["table"] = table },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "Größe" });
        var context = new StepContext(
            Claim,
            SampleDefinitions.Of("first") with { Steps = [new StepDefinition("first", []), definition] },
            new Dictionary<string, StepOutputs>(StringComparer.Ordinal) { ["first"] = first },
            _artifacts,
            new Lazy<string>(Work),
            Progress,
            Log)
        {
            Attempt = 3,
        };
        return await step.PrepareAsync(context, Cancellation);
    }

    public async Task<StepOutputs> RunAsync(ProgramDefinition program, long? memoryLimit = null) =>
        (await (await PrepareAsync(program, memoryLimit)).RunAsync(Cancellation)).Outputs;

    public Task<StepException> FailAsync(ProgramDefinition program, long? memoryLimit = null) =>
        Assert.ThrowsAsync<StepException>(() => RunAsync(program, memoryLimit));

    public async Task<string> ReadAsync(string digest) => Encoding.UTF8.GetString(await _artifacts.ReadAsync(digest, Cancellation));

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Dispose();
        IReadOnlyList<RunningProcess> left = MarkedProcesses.OfStep(Claim.Mark);
        foreach (RunningProcess process in left) process.Identity.Kill();
        Assert.Empty(left);
    }
}
