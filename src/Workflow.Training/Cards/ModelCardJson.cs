using System.Text.Json;

namespace Workflow.Training.Cards;

/// <summary>The model card as JSON.</summary>
public static class ModelCardJson
{
    /// <summary>The card's bytes, UTF-8.</summary>
    public static byte[] Write(ModelCard card) => JsonSerializer.SerializeToUtf8Bytes(card, ModelCardJsonContext.Default.ModelCard);
}
