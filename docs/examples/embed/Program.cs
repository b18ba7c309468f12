using System.Globalization;
using Workflow.Scoring;
using Workflow.Scoring.Golden;

// Checks hashes, model and schema; the golden rows prove that this machine gives the answers of training, to the last bit.
ScoringPipeline pipeline = ScoringPipeline.Open(args[0]);
if (GoldenCheck.FirstDifference(pipeline) is { } difference) throw new InvalidDataException(difference);
Console.WriteLine($"{pipeline.Manifest.Name} {pipeline.ModelId} takes {string.Join(", ", pipeline.InputColumns.Select(column => column.Name))}");

// One row, as texts in the order of the columns. Here it is one that the file itself holds.
IReadOnlyList<string?> row = pipeline.Golden.Rows[0].Cells;
double[] scores = pipeline.Score(row);
Console.WriteLine($"scores: {string.Join(", ", pipeline.OutputColumns.Zip(scores, (name, score) => FormattableString.Invariant($"{name} {score}")))}");
if (pipeline.Decide(scores) is >= 0 and var decided) Console.WriteLine($"decision: {pipeline.TargetLabels[decided]}");

// Many rows, as numbers one behind the other. Nothing is allocated for a row, and any number of threads may score at once.
double[] cells = [.. pipeline.Golden.Rows.SelectMany(golden => pipeline.Parse(golden.Cells))];
var batch = new double[pipeline.Golden.Rows.Count * pipeline.OutputColumns.Count];
pipeline.Score(cells, batch);
Console.WriteLine($"batch: {pipeline.Golden.Rows.Count} rows, {batch.Length} scores");

// What the model sees of the rows, without scoring: one number per feature, NaN where it is missing.
var features = new float[pipeline.Golden.Rows.Count * pipeline.TransformedColumns.Count];
pipeline.Transform(cells, features);
Console.WriteLine($"transformed: {string.Join(", ", pipeline.TransformedColumns.Zip(features, (name, feature) => FormattableString.Invariant($"{name} {feature}")))}");

// What each column contributed to the margins, and whether the row is like those of training.
var contributions = new double[pipeline.ContributionColumns.Count];
pipeline.Contributions(pipeline.Parse(row), contributions);
Console.WriteLine($"contributions: {string.Join(", ", pipeline.ContributionColumns.Zip(contributions, (name, part) => FormattableString.Invariant($"{name} {part}")))}");
var outside = new bool[pipeline.InputColumns.Count];
Console.WriteLine($"outside: {pipeline.IsOutside(pipeline.Parse(row), outside)}");

// Rows, scores and features as tables, for whoever goes on with them in another program.
string folder = args.Length > 1 ? args[1] : ".";
Write("test.csv", pipeline.InputColumns.Select(column => column.Name), pipeline.Golden.Rows.Select(golden => golden.Cells.Select(cell => cell ?? string.Empty)));
Write("preds.csv", pipeline.OutputColumns, batch.Chunk(pipeline.OutputColumns.Count).Select(outputs => outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))));
Write("transformed.csv", pipeline.TransformedColumns, features.Chunk(pipeline.TransformedColumns.Count).Select(row => row.Select(feature => float.IsNaN(feature) ? string.Empty : feature.ToString("R", CultureInfo.InvariantCulture))));

void Write(string name, IEnumerable<string> header, IEnumerable<IEnumerable<string>> lines)
{
    File.WriteAllLines(Path.Combine(folder, name), lines.Prepend(header).Select(line => string.Join(',', line.Select(Quoted))));
    Console.WriteLine($"wrote {name}");
}

static string Quoted(string cell) => cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
