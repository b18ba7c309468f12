using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Telemetry;

/// <summary>Sends the traces of runs and steps to an OpenTelemetry collector, where the environment names one.</summary>
public sealed class TraceExport : IDisposable
{
    /// <summary>Name of the variable with the collector's address; the other OTEL_ variables count too.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly IDisposable _provider;

    private TraceExport(IDisposable provider) => _provider = provider;

    /// <summary>Begins to send; null where no collector is named, and then nothing of the exporter is loaded.</summary>
    public static TraceExport? Begin() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)) ? null : new TraceExport(Create());

    /// <summary>Sends what has not been sent yet, and ends.</summary>
    public void Dispose() => _provider.Dispose();

    // Apart, so that whoever names no collector does not pay for the packages.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TracerProvider Create()
    {
        WorkerIdentity process = WorkerIdentity.OfThisProcess;
        return Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("workflow", serviceVersion: process.Release, serviceInstanceId: process.Name).AddEnvironmentVariableDetector())
            .AddSource(StepTelemetry.SourceName)
            .AddOtlpExporter()
            .Build();
    }
}
