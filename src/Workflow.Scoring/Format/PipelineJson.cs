using System.Text.Json.Serialization;
using Workflow.Scoring.Features;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format;

/// <summary>
/// JSON of the parts of a pipeline file: camel case, enumerations by name, unknown members refused, numbers with the fewest digits that
/// read back to the same bits. What writes files uses it; <see cref="PipelineFileReader"/> reads the same by hand, which starts faster.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    Converters =
    [
        typeof(EnumNameConverter<ModelTask>), typeof(EnumNameConverter<ColumnType>), typeof(EnumNameConverter<FeatureKind>),
        typeof(EnumNameConverter<Link>),
    ])]
[JsonSerializable(typeof(PipelineManifest))]
[JsonSerializable(typeof(GoldenRows))]
public sealed partial class PipelineJson : JsonSerializerContext;
