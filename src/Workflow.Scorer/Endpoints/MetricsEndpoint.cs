using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Endpoints;

/// <summary><c>GET /metrics</c>: requests, rows and how they are distributed, for Prometheus.</summary>
/// <param name="requests">Counts requests.</param>
/// <param name="model">The model; null where the scorer is not ready.</param>
/// <param name="observer">Knows what was written and sent, and what is lost of it.</param>
internal sealed class MetricsEndpoint(RequestMetrics requests, ServedModel? model, RequestObserver observer)
{
    private const string Requests = "workflow_scorer_requests_total", Errors = "workflow_scorer_errors_total", InFlight = "workflow_scorer_requests_in_flight",
        Duration = "workflow_scorer_request_duration_seconds", Ready = "workflow_scorer_ready", Info = "workflow_scorer_model_info", Rows = "workflow_scorer_rows_total",
        Outside = "workflow_scorer_rows_outside_total", Input = "workflow_scorer_input", Levels = "workflow_scorer_input_levels_total", Missing = "workflow_scorer_input_missing_total",
        Beyond = "workflow_scorer_input_beyond_training_total", Output = "workflow_scorer_output", Decisions = "workflow_scorer_decisions_total", Memory = "process_resident_memory_bytes",
        Processor = "process_cpu_seconds_total", Logged = "workflow_scorer_predictions_logged_total", LoggedLost = "workflow_scorer_predictions_lost_total",
        TracesLost = "workflow_scorer_traces_lost_total", LinesLost = "workflow_scorer_log_lines_lost_total";

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var text = new PrometheusText();
        WriteProcess(text);
        WriteRequests(text);
        WriteObserved(text);
        if (model is not null) WriteModel(text, model);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void WriteProcess(PrometheusText text)
    {
        text.Begin(Ready, "gauge", "1 while the model is proven and answers.");
        text.Write(Ready, model is null ? 0 : 1);
        text.Begin(Memory, "gauge", "Memory of the process.");
        text.Write(Memory, Environment.WorkingSet);
        text.Begin(Processor, "counter", "Processor time of the process.");
        text.Write(Processor, Environment.CpuUsage.TotalTime.TotalSeconds);
    }

    private void WriteRequests(PrometheusText text)
    {
        (string Path, int Status, long Count)[] counts = [.. requests.Requests];
        text.Begin(Requests, "counter", "Requests that were answered, by path and status.");
        foreach ((string path, int status, long count) in counts) text.Write(Requests, count, ("path", path), ("status", PrometheusText.Number(status)));
        text.Begin(Errors, "counter", "Requests that were not answered with what they asked for, by kind.");
        foreach (IGrouping<string, long> kind in counts.Where(entry => entry.Status is < 200 or >= 400).GroupBy(entry => KindOf(entry.Status), entry => entry.Count, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            text.Write(Errors, kind.Sum(), ("kind", kind.Key));
        }

        text.Begin(InFlight, "gauge", "Requests that are being answered, this one too.");
        text.Write(InFlight, requests.InFlight);
        text.Begin(Duration, "histogram", "From a request's first line to the end of its answer.");
        foreach ((string path, DurationHistogram durations) in requests.Durations)
        {
            long count = 0;
            WriteBuckets(text, Duration, ("path", path), DurationHistogram.Limits, bin => count += durations.Count(bin));
            text.Write($"{Duration}_sum", durations.Sum, ("path", path));
            text.Write($"{Duration}_count", count, ("path", path));
        }
    }

    private void WriteObserved(PrometheusText text)
    {
        if (observer.Predictions is { } predictions)
        {
            text.Begin(Logged, "counter", "Rows that the prediction log has.");
            text.Write(Logged, predictions.Written);
            text.Begin(LoggedLost, "counter", "Rows that it should have, and has not.");
            text.Write(LoggedLost, predictions.Dropped);
        }

        if (observer.Traces is { } traces)
        {
            text.Begin(TracesLost, "counter", "Requests that a collector should have been told of, and was not.");
            text.Write(TracesLost, traces.Dropped);
        }

        text.Begin(LinesLost, "counter", "Requests that the log should have told, and has not.");
        text.Write(LinesLost, observer.LinesDropped);
    }

    private static void WriteModel(PrometheusText text, ServedModel model)
    {
        RowsSketch sketch = model.Sketch.Read();
        text.Begin(Info, "gauge", "Which model this is.");
        text.Write(Info, 1, ("name", model.Pipeline.Manifest.Name), ("version", model.Version ?? string.Empty), ("id", model.Pipeline.ModelId.ToString()), ("sha256", model.Pipeline.Hash));
        text.Begin(Rows, "counter", "Rows that were scored.");
        text.Write(Rows, sketch.Rows);
        text.Begin(Outside, "counter", "Rows outside of where the training rows lay.");
        text.Write(Outside, sketch.RowsOutside);
        if (!model.HidesSchema) WriteInputs(text, model, sketch);
        WriteOutputs(text, model, sketch);
    }

    private static void WriteInputs(PrometheusText text, ServedModel model, RowsSketch sketch)
    {
        (InputColumn Column, ColumnSketch Sketch)[] columns = [.. model.Pipeline.InputColumns.Zip(sketch.Columns)];
        text.Begin(Input, "histogram", "Numbers by input column, on the bins of the training histogram.");
        foreach ((InputColumn column, ColumnSketch counts) in columns.Where(entry => entry.Column.Type == ColumnType.Number))
        {
            WriteBins(text, Input, ("column", column.Name), counts.Bins);
            text.Write($"{Input}_count", counts.Counts.Sum(), ("column", column.Name));
        }

        text.Begin(Levels, "counter", "Texts by input column and level; an empty level stands for those that training never saw.");
        foreach ((InputColumn column, ColumnSketch counts) in columns.Where(entry => entry.Column.Type == ColumnType.Category))
        {
            for (int level = 0; level < column.Levels.Count; level++) text.Write(Levels, counts.Counts[level], ("column", column.Name), ("level", column.Levels[level]));
            text.Write(Levels, counts.Unseen, ("column", column.Name), ("level", string.Empty));
        }

        text.Begin(Missing, "counter", "Missing values by input column.");
        foreach ((InputColumn column, ColumnSketch counts) in columns) text.Write(Missing, counts.Missing, ("column", column.Name));
        text.Begin(Beyond, "counter", "Numbers beyond the training range by input column and side.");
        foreach ((InputColumn column, ColumnSketch counts) in columns.Where(entry => entry.Column.Type == ColumnType.Number))
        {
            text.Write(Beyond, counts.Below, ("column", column.Name), ("side", "below"));
            text.Write(Beyond, counts.Above, ("column", column.Name), ("side", "above"));
        }
    }

    private static void WriteOutputs(PrometheusText text, ServedModel model, RowsSketch sketch)
    {
        text.Begin(Output, "histogram", "Answers by output column.");
        foreach ((string name, OutputSketch counts) in model.Pipeline.OutputColumns.Zip(sketch.Outputs))
        {
            WriteBins(text, Output, ("output", name), counts.Bins);
            text.Write($"{Output}_sum", counts.Mean * counts.Count, ("output", name));
            text.Write($"{Output}_count", counts.Count, ("output", name));
        }

        text.Begin(Decisions, "counter", "Rows by the class that was decided for.");
        foreach ((string label, long count) in model.Pipeline.TargetLabels.Zip(sketch.Decisions)) text.Write(Decisions, count, ("class", label));
    }

    private static void WriteBins(PrometheusText text, string name, (string Name, string Value) label, NumberBins bins) =>
        WriteBuckets(text, name, label, bins.Edges, bucket => bucket < bins.Edges.Count ? bins.CountUpTo(bucket) : bins.Counts.Sum());

    // Prometheus counts up: each bucket holds what the ones before it hold, and its limit itself. The last one has no limit.
    private static void WriteBuckets(PrometheusText text, string name, (string Name, string Value) label, IReadOnlyList<double> limits, Func<int, long> countUpTo)
    {
        for (int bucket = 0; bucket <= limits.Count; bucket++)
        {
            text.Write($"{name}_bucket", countUpTo(bucket), label, ("le", PrometheusText.Number(bucket < limits.Count ? limits[bucket] : double.PositiveInfinity)));
        }
    }

    private static string KindOf(int status) => status switch
    {
        RequestMetrics.Broken => "broken_off",
        StatusCodes.Status400BadRequest => "bad_request",
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "hidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "wrong_method",
        StatusCodes.Status408RequestTimeout => "too_slow",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status429TooManyRequests => "too_many",
        StatusCodes.Status499ClientClosedRequest => "caller_left",
        StatusCodes.Status501NotImplemented => "unsupported",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        StatusCodes.Status500InternalServerError => "internal",
        _ => "other",
    };
}
