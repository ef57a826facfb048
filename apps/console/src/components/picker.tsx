import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import './picker.css';

export interface Choosable {
  id: string;
  name: string;
  /** Told beside the name. */
  aside?: string;
  disabled?: boolean;
}

interface PickerProps {
  label: string;
  options: readonly Choosable[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** At most so many. */
  most: number;
}

const searchFrom = 8;

/** Several of many, as a searchable list of check boxes. */
export function Picker({ label, options, chosen, onChange, most }: PickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = options.filter((option) =>
    `${option.name} ${option.aside ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <fieldset className="picker" aria-label={label}>
      {options.length >= searchFrom ? (
        <input
          type="search"
          className="control small wide"
          aria-label={t('common.filterList', { label })}
          placeholder={t('common.filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
      <div className="picker-list">
        {shown.map((option) => {
          const on = chosen.includes(option.id);
          return (
            <label key={option.id} className="check">
              <input
                type="checkbox"
                checked={on}
                disabled={(option.disabled && !on) || (!on && chosen.length >= most)}
                onChange={() =>
                  onChange(on ? chosen.filter((id) => id !== option.id) : [...chosen, option.id])
                }
              />
              <span>{option.name}</span>
              {option.aside ? <span className="mut">{option.aside}</span> : null}
            </label>
          );
        })}
        {shown.length === 0 ? <p className="mut f1">{t('common.nothingFits')}</p> : null}
      </div>
    </fieldset>
  );
}
