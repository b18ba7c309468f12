namespace Workflow.Scorer.Traces;

/// <summary>Where traces go, as the variables of OpenTelemetry say.</summary>
/// <param name="Endpoint">Where they are sent by POST.</param>
/// <param name="Headers">What is shown there.</param>
/// <param name="Resource">What is said of this scorer, <c>service.name</c> among it.</param>
/// <seealso href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/"/>
internal sealed record TraceOptions(Uri Endpoint, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyDictionary<string, string> Resource)
{
    private const string Base = "OTEL_EXPORTER_OTLP_ENDPOINT", Own = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Value of a variable of the environment.</param>
    /// <param name="service">Name of the service where none is given.</param>
    /// <returns>Null where no traces are asked for, or with what is wrong.</returns>
    public static (TraceOptions? Options, string? Wrong) Read(Func<string, string?> variable, string service)
    {
        string? own = Of(Own), all = Of(Base);
        if ((own ?? all) is not { } text || string.Equals(Of("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) || Of("OTEL_TRACES_EXPORTER") == "none") return (null, null);
        string name = own is null ? Base : Own;
        if ((Of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Of("OTEL_EXPORTER_OTLP_PROTOCOL")) is { } protocol && protocol != "http/protobuf")
        {
            return (null, $"OTEL_EXPORTER_OTLP_PROTOCOL: '{protocol}' is not spoken here; use http/protobuf (a collector listens for it on port 4318)");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https")) return (null, $"{name}: '{text}' is no address with http:// or https://");
        var resource = new Dictionary<string, string>(StringComparer.Ordinal) { ["service.name"] = service };
        foreach ((string key, string value) in Pairs(Of("OTEL_RESOURCE_ATTRIBUTES"))) resource[key] = value;
        if (Of("OTEL_SERVICE_NAME") is { } given) resource["service.name"] = given;
        Uri endpoint = own is null ? new Uri($"{text.TrimEnd('/')}/v1/traces") : address;
        return (new TraceOptions(endpoint, [.. Pairs(Of("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? Of("OTEL_EXPORTER_OTLP_HEADERS"))], resource), null);

        string? Of(string one) => variable(one) is { Length: > 0 } value ? value.Trim() : null;
    }

    // Pairs with commas between, values as in addresses.
    private static IEnumerable<KeyValuePair<string, string>> Pairs(string? text)
    {
        foreach (string pair in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at) yield return new(pair[..at].Trim(), Uri.UnescapeDataString(pair[(at + 1)..].Trim()));
        }
    }
}
