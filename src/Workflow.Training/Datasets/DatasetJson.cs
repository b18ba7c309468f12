using System.Text.Json.Serialization;

namespace Workflow.Training.Datasets;

/// <summary>JSON of a dataset's schema.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DatasetSchema))]
internal sealed partial class DatasetJson : JsonSerializerContext;
