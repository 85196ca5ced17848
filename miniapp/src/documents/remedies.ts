// Written by `python -m backend.documents.remedies` from remedies.json beside it;
// the law's words behind each rule stand there.
export const REMEDIES = {
  'documents': {
    'rectification_order': {
      'review_first': false,
      'review_days': '60',
      'suit_months': '6',
      'basis': [
        'review_term',
        'suit_choice',
        'suit_term'
      ]
    },
    'on_spot_penalty': {
      'review_first': true,
      'review_days': '60',
      'suit_months': '',
      'basis': [
        'review_term',
        'review_first',
        'review_first_told',
        'suit_after_review'
      ]
    },
    'stop_order': {
      'review_first': false,
      'review_days': '60',
      'suit_months': '6',
      'basis': [
        'review_term',
        'suit_choice',
        'suit_term'
      ]
    }
  },
  'agencies': {
    'department': {
      'authority': 'government',
      'basis': [
        'review_department'
      ],
      'unchecked': ''
    },
    'dispatched': {
      'authority': 'government',
      'basis': [
        'review_dispatched'
      ],
      'unchecked': ''
    },
    'fire': {
      'authority': 'government',
      'basis': [
        'review_department'
      ],
      'unchecked': '消防救援机构的行政复议机关：所读条文没有写到消防救援机构，待核'
    },
    'vertical': {
      'authority': 'named',
      'basis': [
        'review_vertical'
      ],
      'unchecked': ''
    },
    'justice': {
      'authority': 'government',
      'basis': [
        'review_justice'
      ],
      'unchecked': ''
    }
  }
}
