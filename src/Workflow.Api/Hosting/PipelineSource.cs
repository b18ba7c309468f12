using Workflow.Jobs.Pipelines;

namespace Workflow.Api.Hosting;

/// <summary>Reads pipelines.yaml anew for every request, so that an edit counts from the next run on.</summary>
internal sealed class PipelineSource(ServerOptions options)
{
    /// <summary>Where the file is.</summary>
    public string Path => options.PipelinesPath;

    /// <summary>The file as it is now.</summary>
    public PipelinesFile Open() => PipelinesFile.Open(options.PipelinesPath);
}
