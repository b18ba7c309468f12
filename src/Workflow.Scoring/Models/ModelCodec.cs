namespace Workflow.Scoring.Models;

/// <summary>
/// The bytes of <c>model.bin</c>: little-endian, the parts of one model after each other. Equal models have equal bytes.
/// </summary>
/// <remarks>
/// <code>
/// "WFMODEL1"  model
/// model:      u32 kind  u32 features  u32 margins, then by kind:
/// 1 constant: f64 margin[margins]
/// 2 linear:   f64 mean[features]  f64 scale[features]  f64 intercept[margins]  f64 weight[margins * features]
/// 3 trees:    u32 trees  u32 nodes  f32 base[margins]  i32 start[trees + 1]  u16 margin[trees]  (0 to 2 bytes of 0, to a multiple of 4)
///             node[nodes] (f32 threshold, u16 feature with bit 15 for "missing goes right", u16 left)  f32 leafValue[nodes]
/// 4 trees:    as 3, then f32 cover[nodes]
/// 5 forest:   u32 outputs  u32 trees  u32 nodes  u32 rows  f64 floor  i32 start[trees + 1]  node[nodes]  f32 cover[nodes]
///             i32 leafRow[nodes]  f32 leafTable[rows * outputs]
/// 6 calibrated: u32 knots[margins]  for each margin: f64 x[knots]  f64 y[knots];  then the inner model, of kind 1 to 5
/// 7 ensemble: u32 members  for each: f64 weight  model, of kind 1 to 6  i32 feature[features of the model]
/// 8 mixture:  f64 scale  u32 members  for each: f64 weight  model, of kind 1 to 7  i32 feature[features of the model]
/// </code>
/// </remarks>
public static class ModelCodec
{
    private static ReadOnlySpan<byte> Magic => "WFMODEL1"u8;

    /// <summary>Writes a model.</summary>
    public static byte[] Write(MarginModel model)
    {
        var writer = new ModelBytesWriter();
        writer.Add(Magic);
        ModelEncoder.Add(writer, model);
        return writer.ToArray();
    }

    /// <summary>Reads a model and checks it completely.</summary>
    /// <exception cref="InvalidDataException">Not such bytes, truncated, too long, or content that cannot be scored safely.</exception>
    public static MarginModel Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ModelBytesReader(bytes);
        if (!reader.Take<byte>(Magic.Length, "the signature").SequenceEqual(Magic)) throw new InvalidDataException("not a model: the signature differs");
        try
        {
            MarginModel model = ModelDecoder.Take(ref reader, ModelKind.Mixture);
            reader.RequireEnd();
            return model;
        }
        catch (ArgumentException unsafeContent)
        {
            throw new InvalidDataException(unsafeContent.Message, unsafeContent);
        }
    }
}
