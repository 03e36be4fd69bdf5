using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Batches.Checks;

/// <summary>Sums up a column, row by row. For one thread.</summary>
public sealed class ColumnSum(string column)
{
    private decimal? _sum = 0;
    private int _notNumbers;

    /// <summary>What the rows so far came to.</summary>
    public ColumnTotal Total => new(column, _sum, _notNumbers);

    /// <summary>Takes the value of one more row; texts that are numbers count as such.</summary>
    public void Add(Value value)
    {
        if (!Numeric.TryStrict(value, out var number))
        {
            _notNumbers++;
            return;
        }

        try
        {
            _sum += number;
        }
        catch (OverflowException)
        {
            _sum = null;
        }
    }
}
