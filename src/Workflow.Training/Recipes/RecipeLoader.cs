using System.Text;
using Workflow.Scoring.Schema;
using Workflow.Training.Configuration;
using Workflow.Training.Recipes.Commands;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Recipes.Sources;
using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes;

/// <summary>Reads and validates recipe files.</summary>
public static class RecipeLoader
{
    private static readonly Dictionary<string, Func<ConfigMapReader, RecipeContent>> Kinds = new(StringComparer.Ordinal)
    {
        ["sensor-archive"] = SensorArchiveLoader.Read,
        ["table"] = TableLoader.Read,
        ["command"] = CommandLoader.Read,
    };

    /// <summary>Reads a recipe.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">Name for error messages.</param>
    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static RecipeDefinition Read(string text, string source)
    {
        var problems = new ConfigProblems();
        var map = new ConfigMapReader(YamlText.Read(text, source), string.Empty, problems);
        string name = map.Text("name");
        string row = map.OptionalText("row") ?? "row";
        DataDescription? about = ReadAbout(map);
        IReadOnlyList<SourceDefinition> sources = SourceListLoader.Read(map, problems);
        Func<ConfigMapReader, RecipeContent>? kind = map.Choice("kind", null, Kinds!);

        // Which keys are known depends on the kind: with a misspelt one everything else would seem wrong.
        if (kind is null && map.Node("kind") is not null) problems.ThrowIfAny();
        RecipeContent content = (kind ?? SensorArchiveLoader.Read)(map);
        if (sources.Count == 0 && content is not CommandDefinition) map.Problem("sources", "missing: at least one place where the source comes from");
        List<LabelDefinition> labels = ReadLabels(map, isNumeric: content is SensorArchiveDefinition);
        CheckColumns(map, content, labels);
        IReadOnlyList<string> settings = ReadSettings(map, content, labels);
        FeatureSet features = map.Choice("features", FeatureSet.Basic, FeatureSetNames.All);
        if (RecipeFeatures.Refusal(content, labels, features) is { } refusal) map.Problem("features", refusal);
        map.RejectUnknownKeys();
        problems.ThrowIfAny();
        return new RecipeDefinition
        {
            Name = name,
            Row = row,
            About = about,
            Sources = sources,
            Content = RecipeFeatures.Apply(content, features),
            Labels = labels,
            Settings = settings,
        };
    }

    /// <summary>The label of a recipe with the given name.</summary>
    /// <exception cref="RecipeException">The recipe has no such label; the message names those it has.</exception>
    public static LabelDefinition FindLabel(RecipeDefinition recipe, string target) =>
        recipe.Labels.FirstOrDefault(label => string.Equals(label.Column, target, StringComparison.Ordinal))
        ?? throw new RecipeException(
            $"recipe {recipe.Name} has no label '{target}'; {NearestName.Hint(target, [.. recipe.Labels.Select(label => label.Column)])}");

    private static DataDescription? ReadAbout(ConfigMapReader recipe)
    {
        if (recipe.Map("about") is not { } map) return null;
        var about = new DataDescription(map.OptionalText("title"), map.OptionalText("authors"), map.OptionalText("address"), map.OptionalText("licence"));
        map.RejectUnknownKeys();
        return about;
    }

    // A label among the features would predict itself.
    private static void CheckColumns(ConfigMapReader recipe, RecipeContent content, List<LabelDefinition> labels)
    {
        (string key, IEnumerable<string> columns) = content switch
        {
            SensorArchiveDefinition archive => ("sensors", archive.Sensors.SelectMany(sensor => sensor.Aggregates).SelectMany(aggregate => aggregate.Columns)),
            TableDefinition table => ("columns", Columns(table)),
            CommandDefinition command => ("columns", Columns(command.Table)),
            _ => throw new InvalidOperationException(content.GetType().Name),
        };
        foreach (string column in columns)
        {
            if (column.Length == 0) recipe.Problem(key, "a column has no name");
            if (labels.Exists(label => label.Column == column)) recipe.Problem(key, $"column '{column}' is a label too");
        }
    }

    private static IEnumerable<string> Columns(TableDefinition table) =>
        [.. table.Columns.Select(column => column.Name), .. table.Derived.Select(column => column.Name)];

    private static List<LabelDefinition> ReadLabels(ConfigMapReader recipe, bool isNumeric)
    {
        var labels = new List<LabelDefinition>();
        if (recipe.Map("labels") is not { } map)
        {
            recipe.Problem("labels", "missing: at least one label is needed as a target");
            return labels;
        }

        foreach ((_, string column, ConfigNode value) in map.Entries("columns"))
        {
            List<TargetClass> classes = value is ConfigMap meanings
                ? [.. meanings.Entries.Select(entry => new TargetClass(entry.Key, (entry.Value as ConfigScalar)?.Text))]
                : [];
            foreach (string unreachable in classes.Select(c => c.Value).Where(value => !IsReachable(value, isNumeric)))
            {
                map.Problem("columns", $"{column}: no cell can be read as '{unreachable}'{(isNumeric ? "; a number is expected in its shortest form" : string.Empty)}");
            }

            bool isNumber = value is ConfigScalar { Text: "number" };
            if (classes.Count < 2 && !isNumber) map.Problem("columns", $"{column}: at least two classes are needed, each as VALUE: meaning, or the word number");
            labels.Add(new LabelDefinition(column, classes));
        }

        if (labels.Count == 0) map.Problem("columns", "missing: at least one label is needed as a target");
        _ = map.OptionalText("file");
        map.RejectUnknownKeys();
        return labels;
    }

    // The label file of an archive says how the rig was set; a table says nothing of the kind by itself.
    private static IReadOnlyList<string> ReadSettings(ConfigMapReader recipe, RecipeContent content, List<LabelDefinition> labels)
    {
        IReadOnlyList<string> columns = content switch
        {
            TableDefinition table => [.. table.Columns.Select(column => column.Name)],
            CommandDefinition command => [.. command.Table.Columns.Select(column => column.Name)],
            _ => [],
        };
        string[] known = [.. columns, .. labels.Select(label => label.Column)];
        if (recipe.Node("settings") is null) return content is SensorArchiveDefinition ? known : [];
        IReadOnlyList<string> settings = recipe.Texts("settings");
        foreach (string unknown in settings.Except(known, StringComparer.Ordinal))
        {
            recipe.Problem("settings", $"'{unknown}' is no {(columns.Count > 0 ? "column or label" : "label")} of the recipe; {NearestName.Hint(unknown, known)}");
        }

        return [.. settings.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsReachable(string value, bool isNumeric)
    {
        if (!isNumeric) return value.Length > 0 && value.AsSpan().Trim(" \t\r\n").Length == value.Length;
        return DecimalNumber.Parse(Encoding.UTF8.GetBytes(value), out DecimalNumber number) is null && number.ToString() == value;
    }
}
