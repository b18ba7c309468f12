using Workflow.Jobs.Pipelines;

namespace Workflow.Testing.Chaos;

/// <summary>
/// A graph of four programs that tell tales: each writes numbered lines and hands on what it has read, so that a torn artifact, a lost line or
/// a step that was accepted without being done would show.
/// </summary>
public static class ChaosPipeline
{
    /// <summary>Lines that each step writes.</summary>
    public const int Lines = 40;

    /// <summary>Name of the pipeline.</summary>
    public const string Name = "chaos";

    private const string Script = """
        #!/bin/sh
        # Writes lines, reads whatever came before, waits a little, hands on.
        i=1
        while [ $i -le 40 ]; do
          echo "$WORKFLOW_STEP_NAME line $i"
          [ $i -eq 20 ] && sleep "$1"
          i=$((i + 1))
        done
        {
          for input in "$WORKFLOW_INPUTS"/*; do [ -e "$input" ] && cat "$input"; done
          echo "$WORKFLOW_STEP_NAME"
        } > "$WORKFLOW_OUTPUTS/trace"
        """;

    /// <summary>What the last step must have handed on.</summary>
    public static string LastTrace => "a\nb\na\nc\nd\n";

    /// <summary>The file as a user would write it. Nothing is tried twice: whatever breaks is not the steps' fault, and must not cost them an attempt.</summary>
    public static string Yaml => """
        pipelines:
          chaos:
            steps:
              a: {run: [sh, chaos.sh, "0.05"], outputs: {trace: file}}
              b: {run: [sh, chaos.sh, "0.2"], inputs: {a: a.trace}, outputs: {trace: file}}
              c: {run: [sh, chaos.sh, "0.1"], inputs: {a: a.trace}, outputs: {trace: file}, limits: {shared: 2}}
              d: {run: [sh, chaos.sh, "0.05"], inputs: {b: b.trace, c: c.trace}, outputs: {trace: file}}

        """;

    /// <summary>Writes the file and its program.</summary>
    /// <returns>pipelines.yaml.</returns>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "chaos.sh"), Script);
        string path = Path.Combine(folder, "pipelines.yaml");
        File.WriteAllText(path, Yaml);
        return path;
    }

    /// <summary>The pipeline, pinned.</summary>
    public static PipelineDefinition Definition(string folder)
    {
        PipelineConfig config = PipelinesFile.Open(Write(folder)).Read(Name, []);
        return new PipelineDefinition
        {
            Name = config.Name,
            Environments = config.Environments,
            DeployTo = config.DeployTo,
            Steps = [.. config.Steps.Select(step => step with { Program = step.Program! with { Directory = folder } })],
        };
    }
}
