using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>A file that is put into an image.</summary>
/// <param name="Source">Its path beside pipelines.yaml.</param>
/// <param name="Target">Its path in the image.</param>
/// <param name="Location">Where it is named.</param>
public sealed record ExtraFileConfig(string Source, string Target, ConfigLocation Location);
