using LeadDelivery.Core.Leads;
using LeadDelivery.Simulator.Running;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>No lead is lost, none is stored twice under one key, and duplicates are found.</summary>
internal static class Intakes
{
    public static IEnumerable<string> Check(WorldRun run, IReadOnlyList<LeadBook> books)
    {
        foreach (var sent in run.Sent)
        {
            var stored = books.Where(book => book.Spec.Number == sent.Spec.Number).ToList();
            foreach (var answer in sent.Answers)
            {
                if (answer.Status is not (IntakeStatus.Accepted or IntakeStatus.Rejected or IntakeStatus.Repeated))
                {
                    yield return $"lead {sent.Spec.Number} was answered {answer.Status}";
                }
                else if (stored.All(book => book.Id != answer.LeadId))
                {
                    yield return $"lead {sent.Spec.Number} was answered {answer.Status} and is lost";
                }
            }

            if (stored.Any(book => !sent.Versions.Contains(book.Version)))
            {
                yield return $"lead {sent.Spec.Number} was taken on a configuration that was not in force";
            }

            if (stored.Count > 1)
            {
                yield return $"lead {sent.Spec.Number} is stored {stored.Count} times";
            }

            if (sent.Spec.Keyed && sent.Answers.Count != 1)
            {
                yield return $"the source of lead {sent.Spec.Number} got {sent.Answers.Count} answers";
            }
        }

        foreach (var same in books.GroupBy(book => book.Spec.Person))
        {
            var accepted = same.Count(book => !book.Rejected);
            // What was erased is not remembered: the person may come again.
            if (run.World.Dedupe && accepted > 1 && !same.Any(book => run.Erased.ContainsKey(book.Id)))
            {
                yield return $"{accepted} leads of one person were accepted";
            }
        }

        // An operator may have it delivered all the same.
        foreach (var book in books.Where(
            book => book.Rejected && book.Seen.Count > 0 && book.Turns.All(turn => turn.Type != "lead.redelivered")))
        {
            yield return $"lead {book.Spec.Number} was refused and sent out all the same";
        }
    }
}
