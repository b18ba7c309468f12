using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>The folders that a program gets in the directory of its claim, and the environment that names them.</summary>
internal sealed class ProgramFolders(StepContext context, ProgramDefinition program)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _work = Path.Combine(context.WorkDirectory, "work");

    /// <summary>One file per input.</summary>
    public string Inputs { get; } = Path.Combine(context.WorkDirectory, "inputs");

    /// <summary>Where the program writes one file per output.</summary>
    public string Outputs { get; } = Path.Combine(context.WorkDirectory, "outputs");

    /// <summary>Makes the folders, and fills that of the inputs: with copies, which the program may change.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        Create();
        foreach ((string name, OutputReference input) in program.Inputs)
        {
            string path = Path.Combine(Inputs, name);
            StepOutputs? earlier = context.Earlier.GetValueOrDefault(input.Step);
            if (earlier?.Artifacts.GetValueOrDefault(input.Output) is { } digest)
            {
                File.Copy(await context.Artifacts.FileAsync(digest, cancellationToken).ConfigureAwait(false), path, overwrite: true);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Private);
            }
            else
            {
                string value = earlier?.Values.GetValueOrDefault(input.Output)
                    ?? throw new StepException($"{context.Claim.Step}: input '{name}': step {input.Step} has made no '{input.Output}'");
                await File.WriteAllTextAsync(path, value, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The folders without anything in them; those that are there stay as they are.</summary>
    public void Create()
    {
        foreach (string folder in (string[])[Inputs, Outputs, _work]) Directory.CreateDirectory(folder);
    }

    /// <summary>The whole environment of the program. Nothing of ours is in it but what stands here.</summary>
    public Dictionary<string, string> Environment()
    {
        Dictionary<string, string> environment = ChildEnvironment.OfPrograms();
        foreach ((string name, string value) in program.Parameters) environment[name] = value;
        environment["WORKFLOW_RUN"] = context.Claim.RunId;
        environment["WORKFLOW_STEP_NAME"] = context.Claim.Step;
        environment["WORKFLOW_ATTEMPT"] = context.Attempt.ToString(CultureInfo.InvariantCulture);
        environment["WORKFLOW_INPUTS"] = Inputs;
        environment["WORKFLOW_OUTPUTS"] = Outputs;
        environment["WORKFLOW_WORK"] = _work;
        return environment;
    }
}
