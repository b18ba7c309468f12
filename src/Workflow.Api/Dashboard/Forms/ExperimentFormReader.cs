using Microsoft.Extensions.Primitives;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Settings;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Training.Configuration;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard.Forms;

/// <summary>Reads what a user chooses for an experiment, from an address or from a form, and notes what is wrong beside the field that it is wrong in.</summary>
internal static class ExperimentFormReader
{
    private const string TagsKey = "tags";

    /// <summary>What was chosen; where a field is absent, what the file says with the settings of the experiment that it is built from.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="file">pipelines.yaml.</param>
    /// <param name="earlier">The experiment of the same pipeline that it is built from; null for none.</param>
    /// <exception cref="WorkflowException">There is no such pipeline, or the file is wrong without any change.</exception>
    public static ExperimentForm Read(IEnumerable<KeyValuePair<string, StringValues>> fields, PipelinesFile file, RunRecord? earlier)
    {
        Dictionary<string, string> texts = fields.ToDictionary(field => field.Key, field => field.Value.ToString().Trim(), StringComparer.Ordinal);
        string pipeline = texts.GetValueOrDefault("pipeline", string.Empty);
        PipelineConfig config = file.Read(pipeline, []);
        if (config.Model is null) throw new PipelineException($"pipeline {pipeline} makes no model: it has no experiments");
        string[] carried = earlier is not null ? [.. earlier.Settings.Where(setting => !setting.StartsWith($"{TagsKey}=", StringComparison.Ordinal))] : [];
        IReadOnlyDictionary<string, string> start = file.Values(pipeline, carried);
        return new ExperimentForm
        {
            Pipeline = pipeline,
            Written = file.Values(pipeline),
            Carried = carried,
            Base = start,
            Values = SettingsCatalog.All.ToDictionary(
                setting => setting.Key, setting => texts.GetValueOrDefault(setting.Key) ?? SettingText.Read(setting, start), StringComparer.Ordinal),
            Name = texts.GetValueOrDefault("name", string.Empty),
            Tags = config.Tags,
            Search = texts.GetValueOrDefault("search", string.Empty),
            From = earlier?.Id ?? string.Empty,
            Key = texts.GetValueOrDefault("key", string.Empty),
        };
    }

    /// <summary>The pipeline with what was chosen, and the form with what is wrong with it.</summary>
    public static (ExperimentForm Form, PipelineConfig? Config) Check(ExperimentForm form, PipelinesFile file)
    {
        try
        {
            return (form, file.Read(form.Pipeline, form.Settings));
        }
        catch (ConfigurationException wrong)
        {
            return (Refused(form, wrong), null);
        }
    }

    /// <summary>The form with the reasons of a refusal, each beside its field.</summary>
    public static ExperimentForm Refused(ExperimentForm form, WorkflowException refused)
    {
        string prefix = $"pipelines.{form.Pipeline}.";
        IEnumerable<(string Field, string Message)> problems = refused is ConfigurationException { Problems: var all }
            ? all.Select(problem => problem.Path.StartsWith(prefix, StringComparison.Ordinal) && form.Values.ContainsKey(problem.Path[prefix.Length..])
                ? (problem.Path[prefix.Length..], problem.Message)
                : (string.Empty, problem.ToString()))
            : [(string.Empty, refused.Message)];
        return form with
        {
            Errors = problems.GroupBy(problem => problem.Field, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => string.Join('\n', group.Select(problem => problem.Message)), StringComparer.Ordinal),
        };
    }
}
