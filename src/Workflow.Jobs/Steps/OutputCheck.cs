using System.Globalization;
using System.Text.Json;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>Compares what a step has made with what it says that it makes.</summary>
internal static class OutputCheck
{
    /// <summary>Refuses a result that lacks an output, has one that nobody knows, or holds something else than it says.</summary>
    /// <exception cref="StepException">With the output and what is wrong with it.</exception>
    public static async Task RequireAsync(IStep step, StepOutputs outputs, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        foreach (StepOutput declared in step.Outputs)
        {
            bool isArtifact = declared.Type is OutputType.File or OutputType.Json;
            string? found = (isArtifact ? outputs.Artifacts : outputs.Values).GetValueOrDefault(declared.Output);
            if (found is null) throw Wrong(step, declared, "is missing");
            if (declared.Type == OutputType.Number) RequireNumber(step, declared, found);
            if (declared.Type == OutputType.Json) await RequireDocumentAsync(step, declared, artifacts, found, cancellationToken).ConfigureAwait(false);
        }

        string? unknown = outputs.Artifacts.Keys.Concat(outputs.Values.Keys).FirstOrDefault(name => step.Outputs.All(declared => declared.Output != name));
        if (unknown is not null) throw new StepException($"{step.Name} made an output '{unknown}', which it does not declare");
    }

    private static void RequireNumber(IStep step, StepOutput declared, string text)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        if (!isNumber) throw Wrong(step, declared, $"is no number: '{text}'");
    }

    private static async Task RequireDocumentAsync(
        IStep step, StepOutput declared, IArtifactStore artifacts, string digest, CancellationToken cancellationToken)
    {
        byte[] document = await artifacts.ReadAsync(digest, cancellationToken).ConfigureAwait(false);
        try
        {
            _ = JsonSerializer.Deserialize(document, declared.Content ?? typeof(JsonElement), JobsJson.Options);
        }
        catch (JsonException wrong)
        {
            throw Wrong(step, declared, $"is not the document that it should be: {wrong.Message}");
        }
    }

    private static StepException Wrong(IStep step, StepOutput declared, string what) =>
        new($"output '{declared.Output}' of {step.Name} ({declared.Type.ToString().ToLowerInvariant()}) {what}");
}
